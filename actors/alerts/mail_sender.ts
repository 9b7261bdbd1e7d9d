/** E-mails, by Nodemailer. */

import { Buffer } from "node:buffer";
import nodemailer from "nodemailer";
import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import type { AlertMessage } from "../../src/alerts/message.ts";
import type { AlertsConfig } from "./protocol.ts";

/** A mail server may check the sender for some seconds before it answers. */
const timeoutMs = 20_000;
/** For the whole conversation, however slowly the server talks. */
const mailMs = 90_000;

export function mailSender({ server, from, to }: AlertsConfig["email"]) {
  const times = {
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
  const transport = nodemailer.createTransport({ url: server, ...times });
  return async (
    { title, text, severity }: AlertMessage,
    picture: Uint8Array | null,
  ): Promise<DeliveryFailure | null> => {
    try {
      const sending = transport.sendMail({
        from,
        to: to.join(", "),
        subject: severity === "info" ? title : `${title}: ${severity}`,
        text,
        attachments: picture === null
          ? []
          : [{ filename: "equity.png", content: Buffer.from(picture) }],
      });
      return await Promise.race([sending.then(() => null), tooLate()]);
    } catch (error) {
      return mailFailure(error);
    }
  };
}

/** Rejects when the time is over. */
function tooLate(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const signal = AbortSignal.timeout(mailMs);
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}

/** The library's codes, and those of SMTP (RFC 5321): 5xx is final, 4xx is not. */
function mailFailure(error: unknown): DeliveryFailure {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === "number" ? ` ${responseCode}` : "";
  const reason = `the mail server refused it (${String(code ?? "no answer")}${status})`;
  if (code === "EAUTH") return { code: "not_allowed", reason, retryAfterMs: null };
  const isFinal = typeof responseCode === "number" && responseCode >= 500;
  return { code: isFinal ? "refused" : "unreachable", reason, retryAfterMs: null };
}
