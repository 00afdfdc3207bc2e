/**
 * Suggestions under a field for words: titles and subjects that begin with what stands there.
 *
 * As the combobox of the ARIA Authoring Practices: the arrows choose, Enter goes there or, with nothing
 * chosen, sends the form; Escape closes. Without script the field is a field. One request at a time is on
 * its way: what was typed meanwhile is asked when its answer is there.
 */

const LEAST = 2; // letters, before anything is asked

class Suggestions {
  constructor(input) {
    this.input = input;
    this.asked = "";
    this.isAsking = false;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    input.after(this.list, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.follow(event));
    input.addEventListener("blur", () => this.close());
    // The field keeps the focus, so that the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get options() {
    return [...this.list.children];
  }

  get chosen() {
    return this.options.find((option) => option.getAttribute("aria-selected") === "true");
  }

  async ask() {
    const words = this.input.value.trim();
    if (words.length < LEAST) return this.close();
    if (this.isAsking || words === this.asked) return;
    this.isAsking = true;
    this.asked = words;
    try {
      const answer = await fetch(`${this.input.dataset.suggest}?${new URLSearchParams({ q: words })}`);
      if (answer.ok && document.activeElement === this.input) this.show((await answer.json()).suggestions);
    } catch {
      this.close(); // the field works without
    } finally {
      this.isAsking = false;
    }
    if (this.input.value.trim() !== this.asked) this.ask();
  }

  show(suggestions) {
    const chosen = this.chosen?.querySelector("a").href;
    this.list.replaceChildren(...suggestions.map((one, number) => this.option(one, number)));
    const isOpen = suggestions.length > 0;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    // What was chosen stays so while more is typed.
    this.choose(this.options.find((option) => option.querySelector("a").href === chosen) ?? null);
    this.status.textContent = isOpen ? `${suggestions.length} suggestion${suggestions.length === 1 ? "" : "s"}` : "";
  }

  option({ title, kind, address }, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    link.href = address;
    link.tabIndex = -1;
    const small = document.createElement("span");
    small.className = "eyebrow";
    small.textContent = kind;
    link.append(title, " ", small);
    option.append(link);
    return option;
  }

  follow(event) {
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.ask();
      return;
    }
    const options = this.options;
    const place = options.indexOf(this.chosen);
    if (event.key === "ArrowDown") this.choose(options[place + 1] ?? null);
    else if (event.key === "ArrowUp") this.choose(place < 0 ? options.at(-1) : (options[place - 1] ?? null));
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.chosen) this.chosen.querySelector("a").click();
    else return;
    event.preventDefault();
  }

  /** Choose an option, or with null the words as they stand in the field. */
  choose(option) {
    for (const one of this.options) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.asked = "";
    this.show([]);
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Suggestions(input);
