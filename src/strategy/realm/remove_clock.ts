/**
 * Takes clock, chance and the machine's place from a new realm: the same data must give the same
 * answer everywhere. Local time is UTC, and texts of numbers and dates are in no language. The
 * realm gets this function as text, so it must not use anything from outside of itself.
 */

export function removeClock(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const refuse = (what: string) => () => {
    throw new TypeError(`A strategy has no ${what}`);
  };
  const RealDate = Date;
  const { construct } = Reflect;
  const noClock = refuse("clock: use the times of its bars");
  // A function instead of a class, which would lead to the real one.
  const TimelessDate = function (...parts: readonly unknown[]) {
    if (new.target === undefined || parts.length === 0) noClock();
    const [first] = parts;
    const isLocal = parts.length > 1;
    const time = isLocal ? RealDate.UTC(...parts as [number, number]) : first;
    return construct(RealDate, [time], new.target!);
  };
  defineProperty(TimelessDate, "prototype", { value: RealDate.prototype, writable: false });
  for (const name of ["UTC", "parse"] as const) {
    defineProperty(TimelessDate, name, { value: RealDate[name] });
  }
  defineProperty(TimelessDate, "now", { value: noClock });
  defineProperty(RealDate.prototype, "constructor", { value: TimelessDate });
  scope["Date"] = TimelessDate;

  const change = (holder: object, name: string, value: unknown) =>
    defineProperty(holder, name, { value, writable: true, enumerable: false, configurable: true });
  for (const name of getOwnPropertyNames(RealDate.prototype)) {
    const utc = getOwnPropertyDescriptor(RealDate.prototype, name.replace(/^([gs]et)/, "$1UTC"));
    if (/^[gs]et/.test(name) && utc !== undefined) change(RealDate.prototype, name, utc.value);
  }
  change(RealDate.prototype, "getTimezoneOffset", () => 0);
  const { toISOString } = RealDate.prototype;
  for (const name of ["toString", "toDateString", "toTimeString"]) {
    change(RealDate.prototype, name, toISOString);
  }
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    change(RealDate.prototype, name, toISOString);
  }
  for (const { prototype } of [Number, BigInt, Array]) {
    change(prototype, "toLocaleString", prototype.toString);
  }
  for (const name of ["toLocaleLowerCase", "toLocaleUpperCase"] as const) {
    const plain = name === "toLocaleLowerCase" ? "toLowerCase" : "toUpperCase";
    change(String.prototype, name, String.prototype[plain]);
  }
  change(String.prototype, "localeCompare", function (this: unknown, other: unknown) {
    const [own, given] = [String(this), String(other)];
    return own < given ? -1 : own > given ? 1 : 0;
  });
  delete scope["Intl"];
  delete (scope["Temporal"] as { Now?: unknown } | undefined)?.Now;
  defineProperty(Math, "random", { value: refuse("random numbers") });
}
