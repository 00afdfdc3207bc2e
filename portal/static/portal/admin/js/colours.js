/* Says beside a field for a colour how well words in it can be read, and offers the browser's palette. */

const channel = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** The relative luminance of “#rrggbb” (WCAG 2). */
export function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((start) =>
    channel(parseInt(colour.slice(start, start + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** A sentence on the worst of `grounds`, {name: colour}; empty while `colour` is none. */
export function judged(colour, grounds, needed) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return "";
  const ratios = Object.entries(grounds).map(([name, ground]) => [contrast(colour, ground), name]);
  const [worst, name] = ratios.sort(([a], [b]) => a - b)[0];
  const verdict = worst < needed ? `too little: words need ${needed} to 1` : "can be read";
  return `Contrast ${(Math.floor(worst * 100) / 100).toFixed(2)} to 1 with ${name}: ${verdict}.`;
}

function start(field) {
  const output = document.querySelector(`[data-contrast-of="${field.id}"]`);
  const palette = document.createElement("input");
  palette.type = "color";
  palette.setAttribute("aria-label", "Choose from the palette");
  palette.value = field.value || field.placeholder;
  field.after(palette);
  const grounds = JSON.parse(field.dataset.grounds);
  const say = () => {
    output.textContent = judged(field.value.trim(), grounds, Number(field.dataset.needed));
  };
  palette.addEventListener("input", () => {
    field.value = palette.value;
    say();
  });
  field.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(field.value.trim())) palette.value = field.value.trim();
    say();
  });
  say();
}

document.querySelectorAll("[data-grounds]").forEach(start);
