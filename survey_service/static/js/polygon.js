// Draws a polygon on a map, with mouse or keys. Without script one types the corners or uploads a file.
//
//   <div data-polygon="ecken"><svg data-west data-north data-across data-down>...</svg></div>
//   <p role="status" data-polygon-status data-set="Ecke {n}: {corner}" data-removed="..." data-cleared="..."></p>
//   <p data-polygon-without> (until it runs), <p data-polygon-help hidden id="zeichnen-hilfe">
//   <button type="button" data-polygon-undo hidden>, <button type="button" data-polygon-clear hidden>
//
// The text field named by data-polygon holds the corners, a line each ("51,20430; 6,68790"): what is typed there is
// drawn, what is drawn stands there. Arrows move a cross (with Shift further), Enter sets a corner, Backspace removes
// the last one.
"use strict";

const STEP = 8;
const LEAP = 48;
const NUMBER = /-?\d+(?:[.,]\d+)?/g;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function element(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function watch(board) {
  const svg = board.querySelector("svg");
  const field = document.getElementById(board.dataset.polygon);
  const status = document.querySelector("[data-polygon-status]");
  const [west, north, across, down] = ["west", "north", "across", "down"].map((name) => Number(svg.dataset[name]));
  const box = svg.viewBox.baseVal;
  const cross = { x: box.x + box.width / 2, y: box.y + box.height / 2 };

  const shape = element("polygon", {
    fill: "#b45f06", "fill-opacity": "0.25", stroke: "#8a4a05", "stroke-width": "2", "pointer-events": "none",
  });
  const dots = element("g", { fill: "#8a4a05", "pointer-events": "none" });
  const mark = element("path", { stroke: "#1a1a1a", "stroke-width": "2", visibility: "hidden", "pointer-events": "none" });
  svg.append(shape, dots, mark);

  const lines = () => field.value.split("\n").filter((line) => line.trim());
  const written = (degrees) => degrees.toFixed(5).replace(".", ",");
  const place = (line) => {
    const found = (line.match(NUMBER) || []).map((one) => Number(one.replace(",", ".")));
    if (found.length !== 2 || Math.abs(found[0]) > 90) return null;
    return [(found[1] - west) * across, (north - found[0]) * down];
  };

  function draw() {
    const places = lines().map(place).filter(Boolean);
    shape.setAttribute("points", places.map((spot) => spot.map((unit) => unit.toFixed(1)).join(",")).join(" "));
    dots.replaceChildren(...places.map(([x, y]) => element("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 5 })));
    mark.setAttribute("d", `M${cross.x - 12} ${cross.y}h24M${cross.x} ${cross.y - 12}v24`);
  }

  function say(words, corner) {
    status.textContent = words.replace("{n}", String(lines().length)).replace("{corner}", corner || "");
  }

  function keep(corners) {
    field.value = corners.join("\n");
    draw();
  }

  function add(x, y) {
    const corner = `${written(north - y / down)}; ${written(west + x / across)}`;
    keep([...lines(), corner]);
    say(status.dataset.set, corner);
  }

  function undo() {
    if (!lines().length) return;
    keep(lines().slice(0, -1));
    say(status.dataset.removed);
  }

  function clear() {
    keep([]);
    say(status.dataset.cleared);
  }

  function press(event) {
    const move = MOVES[event.key];
    if (move) {
      const far = event.shiftKey ? LEAP : STEP;
      cross.x = Math.min(box.x + box.width, Math.max(box.x, cross.x + move[0] * far));
      cross.y = Math.min(box.y + box.height, Math.max(box.y, cross.y + move[1] * far));
      mark.setAttribute("visibility", "visible");
      draw();
    } else if (event.key === "Enter" || event.key === " ") add(cross.x, cross.y);
    else if (event.key === "Backspace" || event.key === "Delete") undo();
    else return;
    event.preventDefault();
  }

  svg.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    [cross.x, cross.y] = [at.x, at.y];
    add(at.x, at.y);
  });
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  board.removeAttribute("tabindex");
  svg.setAttribute("aria-describedby", "zeichnen-hilfe");
  svg.addEventListener("keydown", press);
  svg.addEventListener("focus", () => mark.setAttribute("visibility", "visible"));
  svg.addEventListener("blur", () => mark.setAttribute("visibility", "hidden"));
  field.addEventListener("input", draw);
  document.querySelector("[data-polygon-without]").hidden = true;
  document.querySelector("[data-polygon-help]").hidden = false;
  for (const [name, act] of [["undo", undo], ["clear", clear]]) {
    const button = document.querySelector(`[data-polygon-${name}]`);
    button.hidden = false;
    button.addEventListener("click", act);
  }
  draw();
}

document.querySelectorAll("[data-polygon]").forEach(watch);
