// Charts, which Teams draws and the cards' own package does not: bars and lines as in Teams.
import { CardElement, GlobalRegistry, Table, Versions } from "adaptivecards";

const TONES = ["#637cef", "#e3008c", "#2aa0a4", "#9373c0", "#13a10e", "#ca5010"];
const WIDTH = 560;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 24;
const LINES = 4;

function svg(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function html(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// The next number above that is easy to read: 1, 2, 2.5 or 5 with noughts.
function round(step) {
  const unit = 10 ** Math.floor(Math.log10(step || 1));
  return unit * [1, 2, 2.5, 5, 10].find((each) => each * unit >= step);
}

function seriesOf(json) {
  const many = json.data.length > 0 && Array.isArray(json.data[0].values);
  return many ? json.data : [{ legend: "", values: json.data }];
}

function scaleOf(series) {
  const values = series.flatMap((one) => one.values.map((point) => point.y));
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const step = round((highest - lowest) / LINES);
  const top = Math.ceil(highest / step) * step || step;
  const bottom = Math.floor(lowest / step) * step;
  const y = (value) => 8 + ((top - value) / (top - bottom)) * (HEIGHT - BOTTOM - 8);
  return { step, top, bottom, y };
}

function axes(drawing, places, { step, top, bottom, y }) {
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
  for (let value = bottom; value <= top + step / 2; value += step) {
    drawing.append(svg("line", { class: "grid", x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }));
    drawing.append(svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, short.format(value)));
  }
  const wide = (WIDTH - LEFT) / places.length;
  const every = Math.ceil(56 / wide);
  places.forEach((place, at) => {
    if (at % every) return;
    const x = LEFT + wide * (at + 0.5);
    drawing.append(svg("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, place));
  });
  return wide;
}

function bars(drawing, series, places, { y }, wide) {
  const thick = Math.min(40, (wide * 0.7) / series.length);
  series.forEach((one, number) => {
    for (const point of one.values) {
      const middle = LEFT + wide * (places.indexOf(point.x) + 0.5);
      const x = middle + thick * (number - series.length / 2);
      const [high, low] = [y(Math.max(point.y, 0)), y(Math.min(point.y, 0))];
      drawing.append(svg("rect", {
        x, y: high, width: Math.max(1, thick - 2), height: low - high, rx: 2, fill: TONES[number % TONES.length],
      }));
    }
  });
}

function lines(drawing, series, places, { y }, wide) {
  series.forEach((one, number) => {
    const points = one.values.map((point) => `${LEFT + wide * (places.indexOf(point.x) + 0.5)},${y(point.y)}`);
    drawing.append(svg("polyline", {
      points: points.join(" "), fill: "none", stroke: TONES[number % TONES.length], "stroke-width": 2,
    }));
  });
}

function legend(series) {
  const list = html("ul", "legend");
  series.forEach((one, number) => {
    const line = html("li", "");
    const mark = svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" });
    mark.append(svg("rect", { width: 12, height: 12, rx: 2, fill: TONES[number % TONES.length] }));
    line.append(mark, one.legend);
    list.append(line);
  });
  return list;
}

function draw(json) {
  const series = seriesOf(json);
  const places = [...new Set(series.flatMap((one) => one.values.map((point) => point.x)))];
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": json.title });
  const scale = scaleOf(series);
  const wide = axes(drawing, places, scale);
  (json.type === "Chart.Line" ? lines : bars)(drawing, series, places, scale, wide);
  const figure = html("figure", "chart");
  const caption = html("figcaption", "", json.title);
  if (json.yAxisTitle) caption.append(html("span", "unit", ` ${json.yAxisTitle}`));
  figure.append(caption, drawing);
  if (series.length > 1) figure.append(legend(series));
  return figure;
}

for (const type of ["Chart.VerticalBar", "Chart.VerticalBar.Grouped", "Chart.Line"]) {
  class Chart extends CardElement {
    getJsonTypeName() {
      return type;
    }

    internalParse(source, context) {
      super.internalParse(source, context);
      this.json = source;
    }

    internalRender() {
      return draw(this.json);
    }
  }
  GlobalRegistry.elements.register(type, Chart, Versions.v1_0);
}

// Named here, or the build leaves tables out: they are only ever asked for by their name.
GlobalRegistry.elements.register("Table", Table, Versions.v1_5);
