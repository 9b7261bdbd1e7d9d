/** Why a message of the link could not be decoded. A value, because invalid input is expected. */

/** `where` is the field, such as `ticks.batches[0].bid[3]`; `detail` is what was expected. */
export interface WireError {
  readonly code:
    /** Too few, too many or oversized frames. */
    | "bad_frames"
    /** A frame is not UTF-8 text. */
    | "bad_text"
    | "bad_json"
    | "unknown_kind"
    /** A hello of another version of the protocol; `detail` is its number. */
    | "other_version"
    | "unknown_verb"
    /** A field is missing, of the wrong type or out of its bounds. */
    | "bad_field";
  readonly where: string;
  readonly detail: string;
}
