// Comfort only: everything can be read without it.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (sel, root) => Array.from((root || document).querySelectorAll(sel));
  const lang = document.documentElement.lang;
  const key = "audit4:" + location.pathname;
  const keep = (what, value) => {
    try { localStorage.setItem(key + what, JSON.stringify(value)); } catch { /* nothing may be stored here */ }
  };
  const kept = (what) => {
    try { return JSON.parse(localStorage.getItem(key + what)); } catch { return null; }
  };

  const table = $("ranking");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows).map((el) => ({
    el,
    id: el.dataset.unit,
    text: el.cells[1].textContent.toLocaleLowerCase(lang),
    late: Number(el.querySelector(".overdue").dataset.v) > 0,
    dark: Number(el.cells[el.cells.length - 1].dataset.v) < 1,
  }));

  // Sorting: a button in each heading.
  const heads = all("thead th", table);
  const value = (row, n, how) => {
    const cell = row.el.cells[n];
    if (how === "name") return row.text;
    return how === "rank" ? Number(row.id) : Number(cell.dataset.v);
  };
  const sort = (n, down) => {
    const how = heads[n].dataset.sort;
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const [x, y] = [value(a, n, how), value(b, n, how)];
      const order = how === "name" ? x.localeCompare(y, lang) : x - y;
      return sign * order || Number(a.id) - Number(b.id);
    });
    body.append(...rows.map((r) => r.el));
    heads.forEach((h, m) => {
      if (m === n) h.setAttribute("aria-sort", down ? "descending" : "ascending");
      else h.removeAttribute("aria-sort");
    });
    keep(":sort", [n, down]);
  };
  heads.forEach((head, n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      // Figures are first wanted from the largest, ranks and names from the first.
      sort(n, now ? now === "ascending" : head.dataset.sort === "v");
    });
  });

  // Weakest controls, counted over the units that are shown.
  const controls = $("controls");
  const FIRST = 20;
  const number = new Intl.NumberFormat(lang);
  let everything = false;
  const worst = controls
    ? Array.from(controls.tBodies[0].rows).map((el, place) => ({
      el,
      place,
      counts: el.dataset.in.trim().split(" ").map((p) => p.split(":")),
      units: el.querySelector(".units"),
      bar: el.querySelector(".bar-bad"),
      places: el.querySelector(".spots"),
    }))
    : [];
  const weigh = (shown) => {
    if (!controls) return;
    for (const w of worst) {
      const here = w.counts.filter(([unit]) => shown.has(unit));
      w.n = here.length;
      w.units.textContent = `${w.n}/${shown.size}`;
      w.bar.setAttribute("width", shown.size ? (100 * w.n) / shown.size : 0);
      w.places.textContent = number.format(here.reduce((sum, [, n]) => sum + Number(n), 0));
    }
    const order = [...worst].sort((a, b) => b.n - a.n || a.place - b.place);
    order.forEach((w, n) => { w.el.hidden = !w.n || (!everything && n >= FIRST); });
    controls.tBodies[0].append(...order.map((w) => w.el));
    const more = $("more");
    more.hidden = order.filter((w) => w.n).length <= FIRST;
    more.textContent = everything ? more.dataset.less : more.dataset.more;
  };

  // Filters.
  const tools = $("tools");
  const fields = ["q", "kind", "level", "band", "late", "dark"].map($).filter(Boolean);
  const [q, level, band, late, dark] = ["q", "level", "band", "late", "dark"].map($);
  const kind = $("kind");
  const others = all("#overdue [data-unit], #not-judged [data-unit]");
  const fits = (r, words) =>
    words.every((w) => r.text.includes(w)) &&
    (!kind || !kind.value || r.el.dataset.kind === kind.value) &&
    (!level.value || r.el.dataset.levels.split(" ").includes(level.value)) &&
    (!band.value || r.el.dataset.band === band.value) &&
    (!late.checked || r.late) &&
    (!dark.checked || r.dark);
  let shown = new Set();
  const apply = () => {
    const words = q.value.toLocaleLowerCase(lang).split(/\s+/).filter(Boolean);
    shown = new Set();
    for (const r of rows) {
      r.el.hidden = !fits(r, words);
      if (!r.el.hidden) shown.add(r.id);
    }
    others.forEach((el) => { el.hidden = !shown.has(el.dataset.unit); });
    weigh(shown);
    $("shown").textContent = `${$("shown").dataset.words} ${shown.size}/${rows.length}`;
    $("none-fits").hidden = shown.size > 0;
    keep(":filter", fields.map((f) => (f.type === "checkbox" ? f.checked : f.value)));
  };
  (kept(":filter") || []).forEach((v, n) => {
    const f = fields[n];
    if (!f) return;
    if (f.type === "checkbox") f.checked = v === true;
    else f.value = String(v);
    if (f.tagName === "SELECT" && f.selectedIndex < 0) f.value = "";
  });
  tools.hidden = false;
  tools.addEventListener("submit", (e) => e.preventDefault());
  tools.addEventListener("input", apply);
  tools.addEventListener("reset", () => setTimeout(apply));
  const more = $("more");
  if (more) {
    more.addEventListener("click", () => { everything = !everything; weigh(shown); });
  }
  // Paper gets all of what the filter left.
  let folded = false;
  addEventListener("beforeprint", () => { folded = !everything; everything = true; weigh(shown); });
  addEventListener("afterprint", () => { everything = !folded; weigh(shown); });

  const order = kept(":sort");
  if (Array.isArray(order) && heads[order[0]]) sort(order[0], order[1] === true);
  else heads[0].setAttribute("aria-sort", "ascending");
  apply();
})();
