/** Asks for the page's token where reading needs it, too. */

import { useState } from "preact/hooks";
import { setToken } from "../state/access.ts";

export const tokenPlace =
  "FLEET_PAGE_TOKEN, or the text of the file fleet-token in the data folder where that is empty";

export function TokenForm({ isWrong }: { readonly isWrong: boolean }) {
  const [text, setText] = useState("");
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") setToken(text.trim());
      }}
    >
      {isWrong ? <p class="trouble" role="alert">This token is wrong.</p> : null}
      <label class="token">
        Token: {tokenPlace}
        <input
          type="password"
          autocomplete="off"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit">Show the fleet</button>
    </form>
  );
}
