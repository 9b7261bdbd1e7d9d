/** A request of Node's server as the standard `Request` that the routes take. */

import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "../models/result.ts";
import { type Problem, problem } from "./problem.ts";

const bodiless = ["GET", "HEAD"];
/** The standard `Request` does not allow these. */
const forbidden = ["TRACE", "TRACK", "CONNECT"];

/**
 * Far more than browsers and proxies send. The runtime compares each header with all before it:
 * some hundred of them take a tenth of a second.
 */
const headersMax = 64;

/** The host in its URL means nothing: see the header. */
export function webRequest(message: IncomingMessage): Result<Request, Problem> {
  const { method = "GET", url = "", rawHeaders } = message;
  if (forbidden.includes(method)) {
    return err(problem("method_not_allowed", `${method} is not supported.`));
  }
  if (!url.startsWith("/")) {
    return err(problem("bad_request", "The address of a request begins with a slash."));
  }
  // Names and values in turn.
  if (rawHeaders.length > 2 * headersMax) {
    return err(problem("bad_request", `A request has at most ${headersMax} headers.`));
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const hasBody = !bodiless.includes(method) &&
    (headers.has("transfer-encoding") || headers.has("content-length"));
  return ok(
    new Request(`http://localhost${url}`, {
      method,
      headers,
      body: hasBody ? bodyOf(message) : null,
    }),
  );
}

/** Unlike Node's own conversion, cancelling keeps the connection open for the response. */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      message.on("data", (bytes: Uint8Array) => {
        controller.enqueue(new Uint8Array(bytes));
        if ((controller.desiredSize ?? 0) <= 0) message.pause();
      });
      message.on("end", () => controller.close());
      message.on("error", (error) => controller.error(error));
      message.pause();
    },
    pull() {
      message.resume();
    },
    cancel() {
      message.removeAllListeners("data");
      message.removeAllListeners("end");
      message.removeAllListeners("error");
      message.on("error", () => {}); // nobody waits for the rest
      message.resume();
    },
  });
}
