namespace StoreHub.LoadTests.Output.Html;

/// <summary>The look of the page, in both schemes. It has none of the characters that XML escapes, since a style sheet is not unescaped.</summary>
internal static class StyleSheet
{
    public const string Text = """

        :root { --paper: #ffffff; --card: #f7f8fa; --ink: #1a1d21; --muted: #5b6470; --rule: #d9dde3; --good: #13713a; --good-back: #e4f5ea; --bad: #a61b1b; --bad-back: #fdeaea;
          --c0: #2563eb; --c1: #d9730d; --c2: #0f8a5f; --c3: #c02684; --c4: #7c3aed; --c5: #0e8ba5; --c6: #6b8e12; --c7: #8a5a3c; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #14171a; --card: #1c2024; --ink: #e7eaee; --muted: #9aa4b0; --rule: #333a42; --good: #7ddc9f; --good-back: #173324; --bad: #ff9d9d; --bad-back: #3d1d1d;
            --c0: #6ea8fe; --c1: #ffa657; --c2: #4fd1a1; --c3: #f583c4; --c4: #b794f6; --c5: #56c8de; --c6: #b3d457; --c7: #d4a583; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; max-width: 80rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 2.25rem 0 0.75rem; font-size: 1.2rem; }
        h3 { margin: 0; font-size: 1rem; }
        .muted { color: var(--muted); }
        .verdict { margin: 0.5rem 0; padding: 0.5rem 0.85rem; border-left: 4px solid; border-radius: 4px; font-weight: 600; overflow-wrap: anywhere; }
        .good { color: var(--good); background: var(--good-back); }
        .bad { color: var(--bad); background: var(--bad-back); }
        .problems { margin: 0.5rem 0; padding-left: 1.5rem; color: var(--bad); overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.25rem; margin: 1rem 0 0; }
        dt { grid-column: 1; color: var(--muted); }
        dd { grid-column: 2; margin: 0; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: 1rem; }
        figure { margin: 0; padding: 0.85rem 0.85rem 0.5rem; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
        figcaption { margin-bottom: 0.6rem; }
        figcaption p { margin: 0.1rem 0 0; font-size: 0.85rem; }
        figure svg { display: block; width: 100%; height: auto; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 0 0 0.5rem; padding: 0; list-style: none; font-size: 0.85rem; overflow-wrap: anywhere; }
        .legend svg { display: inline-block; width: 1.2rem; height: 0.55rem; margin-right: 0.4rem; }
        .scrolling { margin-top: 1rem; overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; white-space: nowrap; }
        thead th { vertical-align: bottom; white-space: normal; }
        tbody th { padding-left: 0; text-align: left; font-weight: 400; color: var(--muted); position: sticky; left: 0; background: var(--paper); }
        td small, td b { display: block; }
        td small { color: var(--muted); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem 2.5rem; align-items: start; }
        .cards table { width: 100%; }
        .cards td { white-space: normal; overflow-wrap: anywhere; }
        code { font: 0.85em ui-monospace, monospace; }
        .scrolling code { display: inline-block; width: 16ch; white-space: normal; overflow-wrap: anywhere; }
        text { fill: var(--ink); font: 13px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        .tick, .label { fill: var(--muted); }
        .name, .value { paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
        .name { font-weight: 600; }
        .middle { text-anchor: middle; }
        .end { text-anchor: end; }
        .grid { stroke: var(--rule); }
        .axis { stroke: var(--muted); }
        .warm-up { fill: var(--rule); opacity: 0.45; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
        .faint { stroke-width: 1.2; stroke-opacity: 0.6; }
        .whisker { stroke: var(--ink); stroke-width: 1.5; }
        .c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
        .c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
        .line { stroke: var(--c); } .dot, .bar { fill: var(--c); }
        @media (max-width: 30rem) { text { font-size: 15px; } dl { grid-template-columns: 1fr; } dd { grid-column: 1; margin-bottom: 0.4rem; } }
        @media print { figure, tr { break-inside: avoid; } }

        """;
}
