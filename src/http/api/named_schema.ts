/** Names a schema that others use as well in the document of the API. */

import type { z } from "@hono/zod-openapi";

/**
 * A schema that was made before `@hono/zod-openapi` was loaded never gets its methods, because the
 * files that others use as well do not need that library. A copy that is made now has them.
 */
export function named<S extends z.ZodType>(schema: S, name: string): S {
  return schema.clone().openapi(name);
}
