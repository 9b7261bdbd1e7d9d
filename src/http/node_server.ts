/**
 * The HTTP server of the runtime: binds, serves, and closes within a deadline. It uses Node's HTTP
 * server, which has deadlines for request heads and hands over the connection of a WebSocket.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { err, ok, type Result } from "../models/result.ts";
import { thrownError } from "../models/thrown.ts";
import type { Clock } from "../runtime/clock.ts";
import { AcceptWatch, type AcceptWatchTimes } from "./accept_watch.ts";
import { ConnectionTable, type ConnectionUse } from "./connection_table.ts";
import { inHeader, type Listening } from "./host_check.ts";
import { internalProblem, problemResponse } from "./problem.ts";
import { acceptKey } from "./stream/frames.ts";
import { webRequest } from "./web_request.ts";

export interface BindError {
  readonly code: "http_bind_failed";
  /** One sentence for the trader that names the setting to change. */
  readonly reason: string;
}

export interface BoundServer extends Listening {
  readonly url: string;
  /** Settles when the server has ended, by `close` or on its own. */
  readonly ended: Promise<void>;
  /** Finishes requests in progress for at most `graceMs`, then cuts the connections. */
  close(clock: Clock, graceMs: number): Promise<void>;
}

/** Accepts the upgrade to WebSocket, and hands over the connection. */
export type Upgrade = () => { readonly connection: Duplex; readonly head: Uint8Array };

export interface Caller {
  /** The address of the other end of the connection. */
  readonly address: string;
  /** Null unless the request asks for a WebSocket. */
  readonly upgrade: Upgrade | null;
  /** Whether anybody still waits for the answer. */
  readonly isWaiting: () => boolean;
}

export type Handler = (request: Request, caller: Caller) => Response | Promise<Response>;

/** Called when a response could not be made; the client gets status 500 without the reason. */
export type OnFailure = (path: string, error: Error) => void;

export interface ServerLimits {
  /** A browser needs a few connections, and each client of the stream needs one. */
  readonly connectionsMax: number;
  /** A request whose head is not complete by then is closed. */
  readonly headTimeoutMs: number;
  /** How often that is checked. */
  readonly checkIntervalMs: number;
}

const usualLimits: ServerLimits = {
  connectionsMax: 512,
  headTimeoutMs: 10_000,
  checkIntervalMs: 1_000,
};

const options = {
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
  maxHeaderSize: 16_384,
  /** The server decides about the header itself: see `host_check.ts`. */
  requireHostHeader: false,
  /** Other protocols are optional, so such a request is answered like any other. */
  shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === "websocket",
};

/**
 * How long a connection may be idle, such as when the client does not read. A job may run for a
 * minute.
 */
const silenceTimeoutMs = 120_000;

/** Every request is answered within this time; one that is not no longer keeps out newcomers. */
const busyTimeoutMs = 120_000;

/** The stream has limits of its own. */
const streamUse: ConnectionUse = { isStranger: false, timeoutMs: Infinity };

/** How long the other end may take to read why its upgrade was refused. */
const refusalTimeoutMs = 2_000;

export interface BindAt extends Listening {
  readonly clock: Clock;
  readonly onFailure: OnFailure;
  /** Whether the request has a right token, judged by its header. */
  readonly isKnown: (authorization: string | null) => boolean;
  readonly acceptWatch?: AcceptWatchTimes;
  /** The names of the settings, for the trader. */
  readonly settings?: typeof usualSettings;
}

const usualSettings: { readonly host: string; readonly port: string } = {
  host: "HTTP_HOST",
  port: "HTTP_PORT",
};

/** Starts listening; port 0 takes any free port. */
export function bindServer(
  at: BindAt,
  handler: Handler,
  { connectionsMax, headTimeoutMs, checkIntervalMs }: ServerLimits = usualLimits,
): Promise<Result<BoundServer, BindError>> {
  const connections = new ConnectionTable<Duplex>(connectionsMax, () => at.clock.steadyMs());
  const served: Served = { handler, onFailure: at.onFailure };
  const server = createServer({
    ...options,
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: checkIntervalMs,
  }, (message, response) => {
    const done = connections.busy(message.socket, useOf(message, at));
    if (done === null) return void message.socket.destroy();
    void answer(message, served, null).then((answered) => {
      done();
      reply(message, response, answered);
    }).catch(cutting(message, served));
  });
  server.timeout = silenceTimeoutMs;
  server.on("connection", (socket) => {
    const { isAdmitted, tooMany } = connections.add(socket, socket.remoteAddress ?? "");
    socket.on("close", () => connections.remove(socket));
    tooMany?.destroy();
    if (!isAdmitted) socket.destroy();
  });
  server.on("clientError", refuseMalformed);
  server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    socket.on("error", () => {}); // a close follows
    const done = connections.busy(message.socket, useOf(message, at));
    if (done === null) return void socket.destroy();
    void serveUpgrade(message, { connection: socket, head }, served).then((refusal) => {
      done();
      if (refusal !== null) return refuse(socket, refusal, at.clock);
      // The stream limits its clients, and cuts those that do not answer.
      connections.busy(message.socket, streamUse);
    }).catch(cutting(message, served));
  });
  return listen(server, at, () => connections.all().forEach((one) => one.destroy()));
}

function useOf({ headers }: IncomingMessage, { isKnown }: BindAt): ConnectionUse {
  return { isStranger: !isKnown(headers.authorization ?? null), timeoutMs: busyTimeoutMs };
}

function listen(
  server: Server,
  at: BindAt,
  cut: () => void,
): Promise<Result<BoundServer, BindError>> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let watch: AcceptWatch | null = null;
  let isClosing = false;
  server.on("close", () => {
    if (watch === null || isClosing) end(); // else it listens again
  });
  return new Promise((resolve) => {
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (watch !== null) return; // it could not listen again yet
      resolve(err({ code: "http_bind_failed", reason: reasonOf(error, at) }));
      server.close();
    });
    server.listen(at.port, at.host);
    server.once("listening", () => {
      watch = new AcceptWatch(server, at.clock, at.acceptWatch);
      const { port } = server.address() as AddressInfo;
      resolve(ok({
        host: at.host,
        port,
        url: `http://${inHeader(at.host)}:${port}`,
        ended,
        close: async (clock, graceMs) => {
          isClosing = true;
          watch?.stop();
          server.close();
          server.closeIdleConnections();
          const timer = clock.setTimeout(cut, graceMs);
          await ended;
          clock.clearTimeout(timer);
        },
      }));
    });
  });
}

interface Served {
  readonly handler: Handler;
  readonly onFailure: OnFailure;
}

interface Answered {
  readonly response: Response;
  readonly body: Uint8Array;
}

/** Whatever is thrown on the way is an answer as well: no request ends the server. */
async function answer(
  message: IncomingMessage,
  { handler, onFailure }: Served,
  upgrade: Upgrade | null,
): Promise<Answered> {
  try {
    const request = webRequest(message);
    const { socket } = message;
    const address = socket.remoteAddress ?? "";
    const isWaiting = () => !socket.destroyed;
    return await withBody(
      request.ok
        ? await handler(request.value, { address, upgrade, isWaiting })
        : problemResponse(request.error),
    );
  } catch (thrown) {
    onFailure(message.url ?? "", thrownError(thrown));
    return await withBody(problemResponse(internalProblem));
  }
}

/** For an answer that cannot be written. */
function cutting(message: IncomingMessage, { onFailure }: Served): (thrown: unknown) => void {
  return (thrown) => {
    onFailure(message.url ?? "", thrownError(thrown));
    message.socket.destroy();
  };
}

async function withBody(response: Response): Promise<Answered> {
  return { response, body: new Uint8Array(await response.arrayBuffer()) };
}

function reply(message: IncomingMessage, response: ServerResponse, answered: Answered): void {
  const headers = headersOf(answered);
  // An unread rest of the body must not be parsed as the next request.
  if (!message.complete) headers.connection = "close";
  response.writeHead(answered.response.status, headers);
  response.end(answered.body);
}

/** Null when it was upgraded, otherwise the answer. */
async function serveUpgrade(
  message: IncomingMessage,
  { connection, head }: ReturnType<Upgrade>,
  served: Served,
): Promise<Answered | null> {
  const key = message.headers["sec-websocket-key"] ?? "";
  const isCorrect = message.method === "GET" && /^[\w+/]{22}==$/.test(key) &&
    message.headers["sec-websocket-version"] === "13";
  let isTaken = false;
  const upgrade = () => {
    isTaken = true;
    connection.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${acceptKey(key)}\r\n\r\n`,
    );
    return { connection, head };
  };
  const answered = await answer(message, served, isCorrect ? upgrade : null);
  return isTaken ? null : answered;
}

/** Answers and cuts the connection, whether or not the other end reads and closes. */
function refuse(connection: Duplex, answered: Answered, clock: Clock): void {
  const cut = () => connection.destroy();
  const timer = clock.setTimeout(cut, refusalTimeoutMs);
  connection.on("close", () => clock.clearTimeout(timer));
  connection.resume(); // what is unread when it is cut would cost the other end the answer
  const headers = Object.entries({ ...headersOf(answered), connection: "close" });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const { status, statusText } = answered.response;
  connection.write(`HTTP/1.1 ${status} ${statusText}\r\n${lines}\r\n`);
  connection.end(answered.body, cut);
}

function headersOf({ response, body }: Answered): Record<string, string> {
  const length = response.headers.get("content-length") ?? String(body.byteLength);
  return { ...Object.fromEntries(response.headers), "content-length": length };
}

/** Rejects a request that is not HTTP, or arrives too slowly. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  const line = malformed[error.code ?? ""] ?? "400 Bad Request";
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => {
    socket.destroy();
  });
}

const malformed: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

function reasonOf(
  { code, message }: NodeJS.ErrnoException,
  { host, port, settings = usualSettings }: BindAt,
): string {
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is taken by another program; ` +
        `close it, or set ${settings.port} to a free port`;
    case "EACCES":
    case "EPERM":
      return `the system does not allow port ${port}; set ${settings.port} to another one above 1023`;
    case "EADDRNOTAVAIL":
      return `this machine has no address ${host}; correct ${settings.host} (127.0.0.1 is this machine alone)`;
    default:
      return `cannot listen at ${host}, port ${port}: ${message}; ` +
        `check ${settings.host} and ${settings.port}`;
  }
}
