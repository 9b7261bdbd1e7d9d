/** A mail server that takes every mail (RFC 5321), and keeps it. */

export class MailServer implements Disposable {
  readonly mails: string[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  constructor() {
    void this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }

  async #serve(): Promise<void> {
    try {
      for await (const connection of this.#listener) void this.#talk(connection);
    } catch {
      // It was closed.
    }
  }

  async #talk(connection: Deno.Conn): Promise<void> {
    const say = (line: string) => connection.write(new TextEncoder().encode(`${line}\r\n`));
    await say("220 test");
    const decoder = new TextDecoder();
    let text = "";
    let isMail = false;
    for await (const chunk of connection.readable) {
      text += decoder.decode(chunk);
      for (;;) {
        const end = isMail ? "\r\n.\r\n" : "\r\n";
        const at = text.indexOf(end);
        if (at < 0) break;
        const part = text.slice(0, at);
        text = text.slice(at + end.length);
        if (isMail) this.mails.push(part);
        isMail = !isMail && part === "DATA";
        await say(isMail ? "354 go on" : replyTo(part));
        if (part === "QUIT") return connection.close();
      }
    }
  }
}

function replyTo(command: string): string {
  return command.startsWith("EHLO")
    ? "250 AUTH PLAIN"
    : command.startsWith("AUTH")
    ? "235 ok"
    : "250 ok";
}
