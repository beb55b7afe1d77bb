"use strict";
(() => {
  const table = document.querySelector(".roll table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.querySelectorAll("thead tr:last-child th")];
  const ways = document.querySelector(".ways");
  const find = document.getElementById("find");
  const state = document.getElementById("state");
  const shown = document.getElementById("shown");
  const names = rows.map((row) => (row.cells[0].textContent + " " + row.cells[1].textContent).toLowerCase());
  const order = "✗?…–·✎✓";
  const second = table.querySelector("thead tr").offsetHeight;
  table.style.setProperty("--second", second + "px");

  const filter = () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, at) => {
      const kept = names[at].includes(words) && (!state.value || (row.dataset.s || "").includes(state.value));
      row.hidden = !kept;
      count += kept ? 1 : 0;
    });
    shown.textContent = count === rows.length ? rows.length + " students" : count + " of " + rows.length + " students";
  };

  // A number where there is one; else the sign, in the order of trouble; else the text.
  const value = (row, column) => {
    const text = row.cells[column].textContent;
    if (column < 2) return text.toLowerCase();
    const number = parseFloat(text.replace(/^[^0-9]+/, ""));
    return Number.isNaN(number) ? order.indexOf(text.charAt(0)) - 10 : number;
  };

  const sort = (column) => {
    const up = heads[column].getAttribute("aria-sort") !== "ascending";
    heads.forEach((head) => head.setAttribute("aria-sort", "none"));
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    const keys = new Map(rows.map((row) => [row, value(row, column)]));
    const compare = (one, other) => {
      const a = keys.get(one), b = keys.get(other);
      const way = typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : a - b;
      return up ? way : -way;
    };
    const all = document.createDocumentFragment();
    [...rows].sort(compare).forEach((row) => all.append(row));
    body.append(all);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
    head.setAttribute("aria-sort", "none");
  });
  find.addEventListener("input", filter);
  state.addEventListener("change", filter);
  ways.hidden = false;
  filter();
})();
