/** Merging of messages that wait in a mailbox. */

/** For `Coalesce`: merges two messages of that type; of two others the later one stays. */
export function mergeOfType<
  Message extends { readonly type: string },
  Type extends Message["type"],
>(
  type: Type,
  merge: (
    earlier: Extract<Message, { readonly type: Type }>,
    later: Extract<Message, { readonly type: Type }>,
  ) => Message,
): (earlier: Message, later: Message) => Message {
  const isOfType = (message: Message): message is Extract<Message, { readonly type: Type }> =>
    message.type === type;
  return (earlier, later) => isOfType(earlier) && isOfType(later) ? merge(earlier, later) : later;
}
