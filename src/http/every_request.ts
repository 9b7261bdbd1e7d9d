/** What every server of the program does with requests and responses, whatever it serves. */

import type { Context, HonoRequest } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { thrownError } from "../models/thrown.ts";
import type { Visit } from "./access.ts";

const policyHeader = "content-security-policy";

/** A page may set a policy of its own, which is as strict as possible. */
export function closedHeaders() {
  const secure = secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: false,
    xFrameOptions: "DENY",
  });
  return async (context: Context, next: () => Promise<void>) => {
    await next();
    const own = context.res.headers.get(policyHeader);
    await secure(context, () => Promise.resolve());
    if (own !== null) context.res.headers.set(policyHeader, `${own}; frame-ancestors 'none'`);
    context.res.headers.set("cache-control", "no-store");
  };
}

/** The parts of a request that decide about access. */
export function visitOf(req: HonoRequest, address: string): Visit {
  const header = (name: string) => req.header(name) ?? null;
  return {
    method: req.method,
    path: req.path,
    host: header("host"),
    origin: header("origin"),
    fetchSite: header("sec-fetch-site"),
    fetchDestination: header("sec-fetch-dest"),
    authorization: header("authorization"),
    address,
  };
}

/** Hono handles nothing else than errors; anything else that is thrown would end the server. */
export async function errorsOnly(_: Context, next: () => Promise<void>): Promise<void> {
  try {
    await next();
  } catch (thrown) {
    throw thrownError(thrown);
  }
}
