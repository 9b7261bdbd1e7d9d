/** The result of one of the doctor's checks. */

export interface Finding {
  /** A stable code, such as `disk_space`. */
  readonly code: string;
  /** What was checked, in two or three words. */
  readonly title: string;
  readonly state: "ok" | "warning" | "failure";
  /** The result, in one sentence without a full stop. */
  readonly detail: string;
  /** What to do; null when everything is fine. */
  readonly remedy: string | null;
}

type Subject = Pick<Finding, "code" | "title">;

export function fine(subject: Subject, detail: string): Finding {
  return { ...subject, state: "ok", detail, remedy: null };
}

export function doubtful(subject: Subject, detail: string, remedy: string): Finding {
  return { ...subject, state: "warning", detail, remedy };
}

export function wrong(subject: Subject, detail: string, remedy: string): Finding {
  return { ...subject, state: "failure", detail, remedy };
}
