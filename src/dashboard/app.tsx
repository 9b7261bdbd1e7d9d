/**
 * The frame of the page: what is always visible (state, halt, navigation), and the current view.
 */

import type { ComponentType } from "preact";
import { away, lastStatus, status } from "./state/bridge.ts";
import { ago } from "./state/format.ts";
import { address, route } from "./state/route.ts";
import { isDark, switchTheme } from "./state/theme.ts";
import { AccountChooser } from "./parts/account_chooser.tsx";
import { HaltSwitch } from "./parts/halt_switch.tsx";
import { StateBar } from "./parts/state_bar.tsx";
import { ProblemNote } from "./parts/problem_note.tsx";
import { AccountView } from "./views/account_view.tsx";
import { BacktestsView } from "./views/backtests_view.tsx";
import { CalendarView } from "./views/calendar_view.tsx";
import { ChartView } from "./views/chart_view.tsx";
import { LogView } from "./views/log_view.tsx";
import { OverviewView } from "./views/overview_view.tsx";
import { RiskView } from "./views/risk_view.tsx";
import { SettingsView } from "./views/settings_view.tsx";
import { SignalsView } from "./views/signals_view.tsx";
import { SystemView } from "./views/system_view.tsx";
import { TradesView } from "./views/trades_view.tsx";

interface View {
  readonly name: string;
  readonly title: string;
  readonly show: ComponentType;
}

const overview: View = { name: "", title: "Overview", show: OverviewView };

const views: readonly View[] = [
  overview,
  { name: "chart", title: "Charts", show: ChartView },
  { name: "calendar", title: "Calendar", show: CalendarView },
  { name: "trades", title: "Trades", show: TradesView },
  { name: "signals", title: "Signals", show: SignalsView },
  { name: "risk", title: "Risk", show: RiskView },
  { name: "account", title: "Results", show: AccountView },
  { name: "backtests", title: "Backtests", show: BacktestsView },
  { name: "system", title: "System", show: SystemView },
  { name: "log", title: "Log", show: LogView },
  { name: "settings", title: "Settings", show: SettingsView },
];

export function App() {
  const view = views.find(({ name }) => name === route.value.view) ?? overview;
  const Shown = view.show;
  return (
    <>
      <a class="skip" href="#content">Skip to content</a>
      <header class="top">
        <a class="brand" href={address("")}>MT5 Bridge</a>
        <StateBar />
        <div class="tools">
          <HaltSwitch />
          <button type="button" class="icon" onClick={switchTheme}>
            {isDark() ? "Light" : "Dark"}
          </button>
        </div>
      </header>
      <Away />
      <nav aria-label="Views">
        <AccountChooser />
        {views.map(({ name, title }) => (
          <a
            key={name}
            href={address(name)}
            {...(name === view.name ? { "aria-current": "page" as const } : {})}
          >
            {title}
          </a>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <h1>{view.title}</h1>
        {status.value === null ? <Waiting /> : <Shown />}
      </main>
      <footer>
        MT5 Bridge {status.value?.version ?? ""}{" "}
        &middot; Charts by TradingView Lightweight Charts &middot; <a href="/api/v1/docs">API</a>
      </footer>
    </>
  );
}

function Waiting() {
  return (
    <>
      <p class="empty">Waiting for the bridge...</p>
      <ProblemNote problem={lastStatus.value.problem} />
    </>
  );
}

function Away() {
  const gone = away.value;
  if (gone === null) return null;
  return (
    <p class="away" role="alert">
      Connection to the bridge lost{" "}
      {ago(gone.forMs)}. Figures below are out of date. Reconnecting...
    </p>
  );
}
