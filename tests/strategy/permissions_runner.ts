/** A worker that reports its permissions, for a test of how runners are started. */

const names = ["read", "write", "net", "env", "run", "ffi", "sys", "import"] as const;
self.postMessage(
  names.filter((name) =>
    Deno.permissions.querySync({ name } as Deno.PermissionDescriptor).state === "granted"
  ),
);
