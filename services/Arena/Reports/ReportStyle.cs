namespace ArenaLearning.Arena.Reports;

/// <summary>How the page looks: on paper, on a telephone, in the dark.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f5f6f8; --paper: #ffffff; --ink: #1b222c; --soft: #56606e; --line: #d9dee5; --shade: #00000026;
          --accent: #1f5fa8; --good: #0b6b4f; --bad: #a3271f; --win: 31, 95, 168; --loss: 194, 87, 12;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0d1117; --paper: #161b22; --ink: #e4e9f0; --soft: #a3adba; --line: #2b3440; --shade: #00000099;
            --accent: #7db7f5; --good: #5fd3a8; --bad: #ff9d8f; --win: 72, 144, 222; --loss: 214, 112, 40;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Arial, "Liberation Sans", sans-serif;
        }
        header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 32px; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 8px; }
        h3 { font-size: 1rem; margin: 24px 0 6px; }
        p { max-width: 76ch; margin: 0 0 12px; overflow-wrap: anywhere; }
        .soft, figcaption, caption { color: var(--soft); }
        a { color: var(--accent); }
        code { font-family: ui-monospace, "Liberation Mono", Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
        nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 20px 0; padding: 0; }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 22px 24px; margin: 0 0 20px; }
        footer { padding-bottom: 40px; color: var(--soft); font-size: .9rem; }

        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 14px 24px; margin: 20px 0 0; }
        .facts div { border-left: 3px solid var(--line); padding-left: 12px; min-width: 0; }
        .digest { margin: 16px 0 0; }
        .facts dt { color: var(--soft); font-size: .85rem; }
        .facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

        figure { margin: 0 0 14px; min-width: 0; }
        figcaption { font-size: .9rem; }
        figure > figcaption:first-child { color: var(--ink); font-weight: 600; }
        img { display: block; max-width: 100%; height: auto; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 18px 24px; }

        /* The shade at the right edge says that a table goes on; the paper that scrolls with the table hides it at the end. */
        .scroll {
          overflow-x: auto; margin: 0 0 14px;
          background:
            linear-gradient(to left, var(--paper) 20px, transparent) right / 40px 100% no-repeat local,
            linear-gradient(to left, var(--shade), transparent) right / 12px 100% no-repeat scroll;
        }
        .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-size: .9rem; padding: 0 0 6px; }
        th, td { padding: 5px 12px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th { font-weight: 600; }
        thead th { vertical-align: bottom; border-bottom: 2px solid var(--line); }
        thead th:first-child, .name { text-align: left; }
        .long { text-align: left; white-space: normal; min-width: 15em; overflow-wrap: anywhere; }
        tbody th { text-align: left; max-width: 22em; overflow: hidden; text-overflow: ellipsis; }
        tbody th, thead th:first-child { position: sticky; left: 0; background: var(--paper); }
        details { margin: 0 0 14px; }
        summary { cursor: pointer; color: var(--soft); font-size: .9rem; margin: 0 0 10px; overflow-wrap: anywhere; }
        .heat { font-size: .84rem; }
        .heat th, .heat td { padding: 6px; }
        .heat td { text-align: center; border: 1px solid var(--paper); }
        .heat td.win { background: rgba(var(--win), var(--strength)); }
        .heat td.loss { background: rgba(var(--loss), var(--strength)); }
        .heat thead th + th { text-align: center; max-width: 9em; overflow: hidden; text-overflow: ellipsis; }
        .good { color: var(--good); font-weight: 600; }
        .bad { color: var(--bad); font-weight: 600; }

        @media (max-width: 640px) {
          header, main, footer { padding-left: 12px; padding-right: 12px; }
          section { padding: 16px 14px; border-radius: 8px; }
          h1 { font-size: 1.5rem; }
          tbody th { max-width: 15em; }
          .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
        }
        @media print {
          :root { --page: #ffffff; }
          body { font-size: 10pt; }
          header, main, footer { max-width: none; padding: 0; }
          nav { display: none; }
          section { border: 0; padding: 0; }
          .scroll { overflow: visible; background: none; }
          figure, tr, h2, h3 { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          table { font-size: 8pt; }
          th, td { padding: 2px 6px; }
          .heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """;
}
