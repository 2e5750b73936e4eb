// Comfort only: everything can be read without it.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (sel, root) => Array.from((root || document).querySelectorAll(sel));

  const open = () => {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && $(name);
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => { opened.forEach((d) => { d.open = false; }); });

  all(".copy").forEach((button) => {
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener("click", async () => {
      const pre = button.closest(".commands").querySelector("pre");
      try {
        await navigator.clipboard.writeText(pre.textContent);
      } catch {
        getSelection().selectAllChildren(pre);
        document.execCommand("copy");
      }
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 1500);
    });
  });

  const tools = $("tools");
  if (tools) {
    const fields = ["q", "sev", "lay", "host", "new", "due"].map($);
    const [q, sev, lay, host, fresh, due] = fields;
    const groups = all("#findings > .finding").map((el) => ({
      el,
      text: el.textContent.toLocaleLowerCase(),
      cases: all(".case", el),
    }));
    const key = "audit4:" + location.pathname;
    const fits = (c) =>
      (!host.value || c.dataset.host === host.value) &&
      (!fresh.checked || "new" in c.dataset) &&
      (!due.checked || "due" in c.dataset);
    const apply = () => {
      const words = q.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const g of groups) {
        const wanted =
          (!sev.value || g.el.dataset.sev === sev.value) &&
          (!lay.value || g.el.dataset.layer === lay.value) &&
          words.every((w) => g.text.includes(w));
        let cases = 0;
        for (const c of g.cases) {
          const keep = wanted && fits(c);
          c.hidden = !keep;
          cases += keep ? 1 : 0;
        }
        g.el.hidden = cases === 0;
        shown += cases;
      }
      $("shown").textContent = $("shown").dataset.words + " " + shown;
      try {
        localStorage.setItem(key, JSON.stringify(fields.map((f) => (f.type === "checkbox" ? f.checked : f.value))));
      } catch { /* a file opened where nothing may be stored */ }
    };
    try {
      const kept = JSON.parse(localStorage.getItem(key)) || [];
      fields.forEach((f, n) => {
        if (n >= kept.length) return;
        if (f.type === "checkbox") f.checked = kept[n] === true;
        else f.value = String(kept[n]);
        if (f.tagName === "SELECT" && f.selectedIndex < 0) f.value = "";
      });
    } catch { /* nothing kept, or nothing may be kept */ }
    tools.hidden = false;
    tools.addEventListener("submit", (e) => e.preventDefault());
    tools.addEventListener("input", apply);
    const toggle = $("all");
    toggle.addEventListener("click", () => {
      const to = toggle.textContent === toggle.dataset.open;
      groups.forEach((g) => { g.el.open = to; });
      toggle.textContent = to ? toggle.dataset.close : toggle.dataset.open;
    });
    apply();
  }
  open();
})();
