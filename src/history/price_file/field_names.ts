/** The names that headers use for the fields of a price file, in several languages. */

/** The position of each field in a row; -1 for fields that the file does not have. */
export interface FieldPositions {
  /** Date and time in one field, or only the date when `clock` has the time. */
  readonly time: number;
  readonly clock: number;
  readonly symbol: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  readonly tickVolume: number;
  /** In points. */
  readonly spread: number;
  readonly flags: number;
}

/** Plain letters: accents are taken off before a name is looked up. */
const fieldNames: Readonly<Record<keyof FieldPositions, readonly string[]>> = {
  time: [
    ...[
      "timestamp",
      "datetime",
      "date",
      "dtyyyymmdd",
      "gmt time",
      "utc time",
      "local time",
      "open time",
    ],
    ...["time", "opentime", "unix", "ts", "t", "dt", "date/time", "time (eet)", "time (utc)"],
    ...["eta", "datum", "fecha", "data", "date et heure", "tarih", "datum/zeit"],
    ...["gmt_time", "local_time", "date_time", "starttime", "start", "begin", "dateandtime"],
    "\u0434\u0430\u0442\u0430",
  ],
  clock: ["time", "hour", "zeit", "hora", "heure", "ora", "saat", "\u0432\u0440\u0435\u043c\u044f"],
  symbol: ["symbol", "ticker", "pair", "instrument"],
  open: [
    ...["open", "o", "openbid", "bidopen", "bid open", "opening", "1. open", "op", "first"],
    ...["eroffnung", "eroffnungskurs", "apertura", "ouverture", "abertura", "acilis", "offen"],
    "\u043e\u0442\u043a\u0440\u044b\u0442\u0438\u0435",
    "\u043e\u0442\u043a\u0440",
  ],
  high: [
    ...["high", "h", "highbid", "bidhigh", "bid high", "max", "2. high", "hi"],
    ...["hoch", "maximo", "haut", "maxima", "massimo", "yuksek", "plus haut", "hochst"],
    "\u043c\u0430\u043a\u0441\u0438\u043c\u0443\u043c",
    "\u043c\u0430\u043a\u0441",
  ],
  low: [
    ...["low", "l", "lowbid", "bidlow", "bid low", "min", "3. low", "lo"],
    ...["tief", "minimo", "bas", "minima", "dusuk", "plus bas"],
    "\u043c\u0438\u043d\u0438\u043c\u0443\u043c",
    "\u043c\u0438\u043d",
  ],
  close: [
    ...["close", "c", "closebid", "bidclose", "bid close", "closing", "4. close", "cl"],
    ...["schluss", "schlusskurs", "cierre", "cloture", "fechamento", "chiusura", "kapanis"],
    ...["price", "last price"],
    "\u0437\u0430\u043a\u0440\u044b\u0442\u0438\u0435",
    "\u0437\u0430\u043a\u0440",
  ],
  bid: ["bid", "bid price", "bidprice", "bid_price", "ratebid", "geld"],
  ask: ["ask", "ask price", "askprice", "ask_price", "rateask", "offer", "brief"],
  last: ["last", "last price", "lastprice"],
  volume: [
    ...["vol", "volume", "v", "real volume", "real_volume", "realvolume", "volumen", "5. volume"],
    ...["volumes", "volume btc", "qty", "volume_real", "vol."],
    "\u043e\u0431\u044a\u0435\u043c",
  ],
  tickVolume: [
    ...["tickvol", "tick volume", "tick_volume", "tickvolume", "ticks", "tick vol", "tickqty"],
    ...["number of trades", "number_of_trades", "trades", "count", "num_trades", "tradecount"],
  ],
  spread: ["spread", "spread points", "spread_points"],
  flags: ["flags"],
};

/** `names` are cells of a header line; `timeAt` is where the time is when they do not tell it. */
export function fieldPositions(names: readonly string[], timeAt = -1): FieldPositions {
  const plain = names.map(plainName);
  const find = (field: keyof FieldPositions) =>
    fieldNames[field].map((name) => plain.indexOf(name)).find((at) => at >= 0) ?? -1;
  const entries = Object.keys(fieldNames).map((field) => [
    field,
    find(field as keyof FieldPositions),
  ]);
  const fields: FieldPositions = Object.fromEntries(entries);
  // pandas writes an index without a name: its first column is the time.
  const unnamed = plain[0] === "" ? 0 : timeAt;
  const time = fields.time < 0 ? unnamed : fields.time;
  const hasClock = fields.clock >= 0 && fields.clock !== time && isDateName(plain[time]);
  return { ...fields, time, clock: hasClock ? fields.clock : -1 };
}

/** Lower case, without brackets, units and accents. */
export function plainName(name: string): string {
  return name.trim().toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/^<(.*)>$/, "$1").replace(/^\ufeff/, "").replace(/\s+/g, " ").trim();
}

function isDateName(name: string | undefined): boolean {
  return name !== undefined && !/time|stamp|heure|zeit/.test(name);
}
