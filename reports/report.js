// Comfort only: everything can be read without it.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const all = (sel, root) => Array.from((root || document).querySelectorAll(sel));
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "d").toLowerCase();

  // Printing shows what is folded by the style sheet alone; an older browser needs help.
  if (!CSS.supports("selector(::details-content)")) {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("details.fold:not([open])");
      opened.forEach((d) => { d.open = true; });
    });
    addEventListener("afterprint", () => { opened.forEach((d) => { d.open = false; }); });
  }

  // Copying: one listener for all buttons, those of cloned parts too.
  all(".copy").forEach((button) => { button.hidden = false; });
  addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const pre = button.closest(".commands").querySelector("pre");
    try {
      await navigator.clipboard.writeText(pre.textContent);
    } catch {
      getSelection().selectAllChildren(pre);
      document.execCommand("copy");
    }
    const words = button.dataset.words || (button.dataset.words = button.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 1500);
  });

  // The words of a cell of the matrix, for the pointer.
  addEventListener("mouseover", (event) => {
    const cell = event.target;
    if (cell.classList.contains("c") && !cell.title) cell.title = cell.textContent;
  });

  const subject = (place) => (place.dataset.id || place.id).replace(/^[^@]*@/, "");

  // What a finding shares with another of its control is brought to it when it opens,
  // with the commands for its own servers alone.
  const complete = (body, as, places) => {
    const link = body.querySelector(":scope > .as");
    const from = link && $(as);
    if (from) {
      for (const part of all(":scope > .f-body > .why, :scope > .f-body > .remedy", from)) {
        const copy = part.cloneNode(true);
        if (copy.classList.contains("why")) link.before(copy);
        else (body.querySelector(":scope > .clauses") || link).before(copy);
      }
      link.remove();
    }
    for (const block of all(".commands", body)) {
      const hosts = places.filter((p) => p.dataset.f === block.dataset.f).map((p) => subject(p).split("/").pop());
      block.hidden = hosts.length === 0;
      const on = block.querySelector(".on");
      on.textContent = hosts.length > 12 ? hosts.slice(0, 12).join(", ") + ", +" + (hosts.length - 12) : hosts.join(", ");
    }
  };
  const linked = (place) => {
    const name = place.querySelector("b");
    if (!name || name.querySelector("a")) return;
    const link = document.createElement("a");
    link.href = "#" + place.id;
    link.append(...name.childNodes);
    name.append(link);
  };
  all("#list > .finding").forEach((el) => el.addEventListener("toggle", () => {
    if (!el.open || el.dataset.whole) return;
    el.dataset.whole = "1";
    const places = all(".place", el);
    complete(el.querySelector(".f-body"), el.dataset.as, places);
    places.forEach(linked);
  }));

  const findings = () => {
    const tools = $("tools"), list = $("list"), byHost = $("by-host");
    const ids = ["q", "by", "sort", "sev", "lay", "sys", "host", "st", "own", "new", "due"];
    const fields = Object.fromEntries(ids.map((id) => [id, $(id)]).filter(([, el]) => el));
    const value = (id) => (fields[id] ? fields[id].value : "");
    const groups = all(".finding", list).map((el, order) => ({
      el, order,
      places: all(".place", el),
      cases: all(".case", el),
      text: null,
    }));
    const read = (g) => (g.text === null ? (g.text = folded(g.el.textContent)) : g.text);

    // Remembered by unit, so that the next round's report opens as this one was left.
    const key = "audit4:" + tools.dataset.keep;
    const keep = () => {
      const now = Object.entries(fields).map(([id, f]) => [id, f.type === "checkbox" ? f.checked : f.value]);
      now.push(["keys", $("keys").checked]);
      try { localStorage.setItem(key, JSON.stringify(Object.fromEntries(now))); } catch { /* may not be stored */ }
    };
    const recall = () => {
      let kept = {};
      try { kept = JSON.parse(localStorage.getItem(key)) || {}; } catch { /* nothing kept */ }
      for (const [id, f] of Object.entries(fields)) {
        if (!(id in kept)) continue;
        if (f.type === "checkbox") f.checked = kept[id] === true;
        else f.value = String(kept[id]);
        if (f.tagName === "SELECT" && f.selectedIndex < 0) f.value = "";
      }
      if (kept.keys === false) $("keys").checked = false;
    };

    const narrowed = () => ["q", "sev", "lay", "sys", "host", "st", "own"].some(value) || fields.new.checked || fields.due.checked;
    const fits = (p) => {
      const where = subject(p);
      return (!value("host") || where === value("host")) &&
        (!value("sys") || where.split("/")[1] === value("sys")) &&
        (!value("st") || (p.dataset.st || "open") === value("st")) &&
        (!value("own") || p.dataset.o === value("own")) &&
        (!fields.new.checked || "new" in p.dataset) &&
        (!fields.due.checked || "due" in p.dataset);
    };
    const orders = {
      "": (a, b) => a.order - b.order,
      places: (a, b) => b.places.length - a.places.length,
      due: (a, b) => (a.el.dataset.when || "9").localeCompare(b.el.dataset.when || "9"),
      since: (a, b) => (a.el.dataset.since || "9").localeCompare(b.el.dataset.since || "9"),
      layer: (a, b) => a.el.dataset.layer - b.el.dataset.layer,
      title: (a, b) => a.el.querySelector(".f-title").textContent.localeCompare(b.el.querySelector(".f-title").textContent, document.documentElement.lang),
    };
    const heading = (text, count) => {
      const made = document.createElement("h3");
      made.className = "heading";
      const number = document.createElement("span");
      number.className = "muted";
      number.textContent = count;
      made.append(text, number);
      return made;
    };

    // One finding of one server: a copy, made when it is opened, without the others.
    const copied = (g, place) => {
      const made = g.el.cloneNode(false);
      made.removeAttribute("id");
      made.open = false;
      made.dataset.of = place.id;
      made.append(g.el.querySelector("summary").cloneNode(true));
      made.querySelector(".f-meta").textContent = "";
      made.addEventListener("toggle", () => {
        if (made.querySelector(".f-body")) return;
        const body = g.el.querySelector(".f-body").cloneNode(true);
        for (const p of all(".place", body)) {
          if (p.id !== place.id) { p.remove(); continue; }
          p.dataset.id = p.id;
          p.removeAttribute("id");
        }
        for (const c of all(".case", body)) { if (!c.querySelector(".place")) c.remove(); else c.hidden = false; }
        for (const p of all(".proof", body)) { if (!p.dataset.p.split(" ").includes(place.id)) p.remove(); }
        complete(body, g.el.dataset.as, [place]);
        made.append(body);
      });
      return made;
    };

    const arrange = (shown) => {
      const by = value("by");
      const order = [...shown].sort((a, b) => orders[value("sort")](a, b) || a.order - b.order);
      all(".heading", list).forEach((h) => h.remove());
      byHost.replaceChildren();
      byHost.hidden = by !== "host";
      list.hidden = by === "host";
      if (by === "host") {
        const hosts = new Map();
        for (const g of order) for (const p of g.places) {
          if (p.hidden) continue;
          if (!hosts.has(subject(p))) hosts.set(subject(p), []);
          hosts.get(subject(p)).push([g, p]);
        }
        for (const name of [...hosts.keys()].sort()) {
          byHost.append(heading(name.includes("/") ? name : tools.dataset.whole, hosts.get(name).length), ...hosts.get(name).map(([g, p]) => copied(g, p)));
        }
        return;
      }
      if (by === "control") {
        const controls = new Map();
        for (const g of order) {
          const name = g.el.dataset.control;
          if (!controls.has(name)) controls.set(name, []);
          controls.get(name).push(g);
        }
        for (const [name, of] of controls) {
          list.append(heading(name, of.reduce((n, g) => n + g.places.filter((p) => !p.hidden).length, 0)), ...of.map((g) => g.el));
        }
        return;
      }
      // Moving two thousand elements that stand in place already costs a second.
      const wanted = [...order, ...groups.filter((g) => g.el.hidden)];
      if (wanted.some((g, n) => list.children[n] !== g.el)) list.append(...wanted.map((g) => g.el));
    };

    const apply = () => {
      const words = folded(value("q")).split(/\s+/).filter(Boolean);
      let count = 0;
      const shown = [];
      for (const g of groups) {
        const wanted =
          (!value("sev") || g.el.dataset.sev === value("sev")) &&
          (!value("lay") || g.el.dataset.layer === value("lay")) &&
          (!words.length || words.every((w) => read(g).includes(w)));
        let left = 0;
        for (const p of g.places) {
          p.hidden = !(wanted && fits(p));
          left += p.hidden ? 0 : 1;
        }
        for (const c of g.cases) c.hidden = !c.querySelector(".place:not([hidden])");
        g.el.hidden = left === 0;
        if (left) shown.push(g);
        count += left;
      }
      arrange(shown);
      $("shown").textContent = $("shown").dataset.words + " " + count;
      $("nothing").hidden = count > 0;
      $("clear").hidden = !narrowed();
    };
    const changed = () => { apply(); keep(); };
    const clear = () => {
      for (const id of ["q", "sev", "lay", "sys", "host", "st", "own"]) if (fields[id]) fields[id].value = "";
      fields.new.checked = fields.due.checked = false;
      changed();
    };

    const showing = () => all(byHost.hidden ? "#list > .finding:not([hidden])" : "#by-host > .finding");
    const toggle = $("all");
    toggle.addEventListener("click", () => {
      const to = toggle.textContent === toggle.dataset.open;
      showing().forEach((d) => { d.open = to; });
      toggle.textContent = to ? toggle.dataset.close : toggle.dataset.open;
    });
    $("clear").addEventListener("click", clear);
    tools.addEventListener("submit", (e) => e.preventDefault());
    let waiting = 0;
    tools.addEventListener("input", (e) => {
      if (e.target.id === "keys") { keep(); return; }
      clearTimeout(waiting);
      if (e.target.id === "q") waiting = setTimeout(changed, 120);
      else changed();
    });
    all("[data-only]").forEach((a) => a.addEventListener("click", () => {
      clear();
      fields[a.dataset.only].checked = true;
      changed();
    }));

    // Single keys can be switched off (WCAG 2.1.4) and never act while one types.
    addEventListener("keydown", (e) => {
      const typing = e.target.closest("input[type=search], select, textarea");
      if (e.key === "Escape" && e.target === fields.q) {
        if (fields.q.value) { fields.q.value = ""; changed(); } else fields.q.blur();
        e.preventDefault();
        return;
      }
      if (typing || !$("keys").checked || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "/") { fields.q.focus(); fields.q.select(); e.preventDefault(); }
      if (e.key === "Escape" && narrowed()) clear();
      if (e.key === "j" || e.key === "k") {
        const rows = showing().map((d) => d.querySelector("summary"));
        const at = rows.indexOf(document.activeElement.closest("details.finding")?.querySelector("summary"));
        const next = rows[e.key === "j" ? at + 1 : at < 0 ? -1 : at - 1];
        if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); e.preventDefault(); }
      }
    });

    recall();
    tools.hidden = false;
    // As it came is in order already; the list is touched only where that is not so.
    if (narrowed() || value("by") || value("sort")) apply();
    else $("shown").textContent = $("shown").dataset.words + " " + groups.reduce((n, g) => n + g.places.length, 0);
    return { clear, fields, changed };
  };

  const table = $("tools") && findings();

  // A link to a finding opens it, whatever the filters that were left behind hide.
  const open = () => {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && $(name);
    const finding = target && target.closest("details.finding, details");
    if (!finding) return;
    if (table && (target.closest("[hidden]") || target.hidden)) {
      table.fields.by.value = "";
      table.clear();
    }
    finding.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  // A link to where one is already changes no fragment.
  addEventListener("click", (e) => {
    const link = e.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) open();
  });
  open();
})();
