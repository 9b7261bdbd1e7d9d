/** What a process of strategy files does before it reads anything. */

const permissions = ["read", "write", "net", "env", "run", "ffi", "sys", "import"] as const;

/** For good: a permission that was revoked cannot be asked for again. */
export function giveUpPermissions(): void {
  for (const name of permissions) Deno.permissions.revokeSync({ name });
}
