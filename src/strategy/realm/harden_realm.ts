/**
 * Makes a new realm safe to share with a strategy: everything that has an effect beyond a call is
 * removed, and all built-ins are frozen. The realm gets this function as text, so it must not use
 * anything from outside of itself.
 */

export function hardenRealm(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const { defineProperty, freeze, getOwnPropertyDescriptors, getPrototypeOf } = Object;
  // Threads, waits, code that is not JavaScript, work after the call, and output.
  const removed = ["Atomics", "SharedArrayBuffer", "WebAssembly", "FinalizationRegistry"];
  for (const name of [...removed, "WeakRef", "queueMicrotask", "console"]) delete scope[name];
  const silent = {};
  for (const method of ["debug", "log", "info", "warn", "error", "trace", "table", "dir"]) {
    defineProperty(silent, method, { value: () => {} });
  }
  scope["console"] = silent;

  // Frozen, a property of a prototype could no longer be set on an object that inherits it.
  const settable = (prototype: object) => {
    for (
      const [key, { value, configurable }] of Object.entries(getOwnPropertyDescriptors(prototype))
    ) {
      if (configurable !== true || value === undefined) continue;
      defineProperty(prototype, key, {
        get: () => value,
        set(own) {
          if (this === prototype) throw new TypeError(`${key} of a built-in cannot be changed`);
          const usual = { writable: true, enumerable: true, configurable: true };
          defineProperty(this, key, { ...usual, value: own });
        },
      });
    }
  };
  settable(Object.prototype);
  const names = Object.getOwnPropertyNames(scope);
  for (const name of names) {
    if (/Error$/.test(name)) settable((scope[name] as typeof Error).prototype);
  }

  const seen = new Set<unknown>([scope]);
  const open: object[] = [];
  const note = (value: unknown) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (seen.has(value)) return;
    seen.add(value);
    open.push(value);
  };
  const withoutName = [function* () {}, async function () {}, async function* () {}];
  const iterators = [[].values(), new Map().keys(), new Set().keys(), "".matchAll(/./g)];
  const more = [""[Symbol.iterator](), Iterator.from({ next: () => ({ done: true, value: 0 }) })];
  [...withoutName, ...iterators, ...more, [].values().map(() => 0)].forEach(note);
  note(getPrototypeOf(scope));
  for (const name of names) note(scope[name]);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    note(getPrototypeOf(value));
    const own = getOwnPropertyDescriptors(value) as Record<PropertyKey, PropertyDescriptor>;
    for (const key of Reflect.ownKeys(own)) {
      const { value: held, get, set } = own[key]!;
      [held, get, set].forEach(note);
    }
    freeze(value);
  }
  for (const name of names) {
    const { writable } = Object.getOwnPropertyDescriptor(scope, name)!;
    if (writable !== true) continue;
    const value = scope[name];
    defineProperty(scope, name, { value, writable: false, enumerable: false, configurable: false });
  }
}
