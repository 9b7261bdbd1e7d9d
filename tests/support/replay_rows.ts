/**
 * Reads the rows of a price file in the simplest way, to compare a store with. Deliberately shares
 * no code with the product's reader.
 */

export interface FileBar {
  readonly broker_ms: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface FileTick {
  readonly broker_ms: number;
  readonly bid: number;
  readonly ask: number;
}

/**
 * Bars of a MetaTrader export, or of a CSV with a header line whose first columns are time, open,
 * high, low, close.
 */
export function barRows(text: string): FileBar[] {
  return cells(text).slice(1).map((row) => {
    const [time, ...prices] = row[1]?.includes(":")
      ? [`${row[0]} ${row[1]}`, ...row.slice(2)]
      : row;
    const [open, high, low, close] = prices.map(Number);
    return { broker_ms: moment(time!), open: open!, high: high!, low: low!, close: close! };
  });
}

/** Tick volume, real volume and spread of a MetaTrader export's bars. */
export function barVolumes(
  text: string,
): { tick_volume: number; real_volume: number; spread_points: number }[] {
  return cells(text).slice(1).map((row) => {
    const [tick_volume, real_volume, spread_points] = row.slice(6).map(Number);
    return { tick_volume: tick_volume!, real_volume: real_volume!, spread_points: spread_points! };
  });
}

/** Ticks of a MetaTrader export (an empty side is unchanged), or of lines `time,bid,ask,...`. */
export function tickRows(text: string): FileTick[] {
  const [first = []] = cells(text);
  if (!first[0]!.startsWith("<")) {
    return cells(text).filter(([time]) => /^\d/.test(time!)).map(([time, bid, ask]) => ({
      broker_ms: moment(time!),
      bid: Number(bid),
      ask: Number(ask),
    }));
  }
  let [bid, ask] = [NaN, NaN];
  return cells(text).slice(1).map(([date, time, newBid, newAsk]) => {
    if (newBid !== "") bid = Number(newBid);
    if (newAsk !== "") ask = Number(newAsk);
    return { broker_ms: moment(`${date} ${time}`), bid, ask };
  });
}

function cells(text: string): string[][] {
  return text.split(/\r?\n/).filter((line) => line !== "").map((line) => line.split(/[\t,]/));
}

/**
 * The digits of a time, in order, read as UTC: `2014.05.02 05:00:00.611`, `01.02.2017
 * 22:00:00.000`, `20200101 170000065`.
 */
function moment(text: string): number {
  if (/^\d{13}$/.test(text)) return Number(text);
  const dayFirst = /^(\d\d)\.(\d\d)\.(\d{4})(.*)$/.exec(text);
  const ordered = dayFirst === null
    ? text
    : `${dayFirst[3]}${dayFirst[2]}${dayFirst[1]}${dayFirst[4]}`;
  const digits = ordered.replace(/[+].*$/, "").replace(/\D/g, "").slice(0, 17).padEnd(17, "0");
  const [, year, month, day, hour, minute, second, ms] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits)!.map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!);
}
