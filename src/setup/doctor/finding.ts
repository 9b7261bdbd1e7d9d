/** The result of one of the doctor's checks. */

export interface Finding {
  /** A stable code, such as `disk_space`. */
  readonly code: string;
  /** What was checked, in two or three words. */
  readonly title: string;
  /** `unchecked`: there was nothing to check it with. */
  readonly state: "ok" | "unchecked" | "warning" | "failure";
  /** What was found, in one sentence without a full stop. */
  readonly detail: string;
  /** What to do; null when everything is fine. */
  readonly remedy: string | null;
}

type Subject = Pick<Finding, "code" | "title">;

export function passed(subject: Subject, detail: string): Finding {
  return { ...subject, state: "ok", detail, remedy: null };
}

export function unchecked(subject: Subject, detail: string, remedy: string): Finding {
  return { ...subject, state: "unchecked", detail, remedy };
}

export function warned(subject: Subject, detail: string, remedy: string): Finding {
  return { ...subject, state: "warning", detail, remedy };
}

export function failed(subject: Subject, detail: string, remedy: string): Finding {
  return { ...subject, state: "failure", detail, remedy };
}
