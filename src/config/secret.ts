/**
 * A password or token that cannot be printed by accident: text, JSON, template literals and the
 * runtime's inspector all show `[redacted]`. Only `reveal()` returns it.
 */

const redacted = "[redacted]";

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret in plain text: only for the place that needs it, never for a message. */
  reveal(): string {
    return this.#value;
  }

  get isEmpty(): boolean {
    return this.#value === "";
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return redacted;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return redacted;
  }
}

/**
 * Every secret inside of `value` in plain text, so that a log can remove them: of an address with a
 * password also the password alone.
 */
export function secretTexts(value: unknown): string[] {
  if (value instanceof Secret) {
    const text = value.reveal();
    const password = URL.parse(text)?.password ?? "";
    return [text, password, decoded(password)].filter((one) => one !== "");
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretTexts);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
