/** The kinds of the settings of signals from outside: sources, addresses, channels, symbols. */

import { isIP } from "node:net";
import { type Kind, kind, ValueProblem } from "./kinds.ts";
import { firstRepeated, splitList } from "./list_text.ts";

const sourcePattern = /^[a-z][a-z0-9_]{0,31}$/;
const sourcesMax = 32;

/** Names of sources, without duplicates. */
export const sourceList: Kind<readonly string[]> = kind(
  "names of small letters, digits and _, beginning with a letter, separated by commas",
  (text) => {
    const names = splitList(text);
    if (names.length > sourcesMax) return new ValueProblem(`more than ${sourcesMax} names`);
    const bad = names.find((name) => !sourcePattern.test(name));
    if (bad !== undefined) return new ValueProblem(`"${bad}" is not such a name`);
    const twice = firstRepeated(names);
    return twice === null ? names : new ValueProblem(`${twice} is listed twice`);
  },
);

const addressesMax = 100;

export const addressList: Kind<readonly string[]> = kind(
  "IP addresses separated by commas",
  (text) => {
    const addresses = splitList(text);
    const bad = addresses.find((address) => isIP(address) === 0);
    if (bad !== undefined) return new ValueProblem(`"${bad}" is not an IP address`);
    return addresses.length <= addressesMax
      ? addresses
      : new ValueProblem(`more than ${addressesMax} addresses`);
  },
);

export interface TelegramSource {
  readonly chat: string;
  readonly source: string;
}

export const telegramSources: Kind<readonly TelegramSource[]> = kind(
  "pairs NUMBER=SOURCE separated by commas, such as -1001234567890=room",
  (text) => {
    const pairs: TelegramSource[] = [];
    for (const part of splitList(text)) {
      const [, chat = "", source = ""] = /^(-?\d{1,20})\s*=\s*(\S+)$/.exec(part) ?? [];
      if (!sourcePattern.test(source)) return new ValueProblem(`"${part}" is not such a pair`);
      pairs.push({ chat, source });
    }
    const twice = firstRepeated(pairs.map(({ chat }) => chat));
    return twice === null ? pairs : new ValueProblem(`${twice} is listed twice`);
  },
);

/** From a sender's name of a symbol to the configured one. */
export const senderSymbols: Kind<Readonly<Record<string, string>>> = kind(
  "pairs SENDER=NAME separated by commas, such as BINANCE:BTCUSDT=BTCUSD, NQ1!=US100",
  (text) => {
    const pairs: (readonly [string, string])[] = [];
    for (const part of splitList(text)) {
      const [, sender, name] = /^([^\s=]{1,64})\s*=\s*([^\s=]{1,32})$/.exec(part) ?? [];
      if (sender === undefined || name === undefined) {
        return new ValueProblem(`"${part}" is not such a pair`);
      }
      pairs.push([sender, name]);
    }
    const twice = firstRepeated(pairs.map(([sender]) => sender.toUpperCase()));
    return twice === null
      ? Object.fromEntries(pairs)
      : new ValueProblem(`${twice} is mapped twice`);
  },
);
