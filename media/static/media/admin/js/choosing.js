/** Choosing pictures in the admin: the grid with its tray, and the field that holds the choice.

It builds on the classes of Wagtail's own image chooser, which show the thumbnail. It is the one
script that is no module: while the page is still being read, Wagtail's inline scripts make fields
by the name `PictureChooser` and by that of the factory below, and a module would come too late. */
(() => {
  "use strict";

  const { ChooserModalOnloadHandlerFactory, ImageChooser, ImageChooserModal, telepath } = window;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const pictures = (number) => (number === 1 ? "1 picture" : `${number.toLocaleString("en")} pictures`);

  /** What happens in the dialogue at each step. Pictures ticked for a gallery lie in a tray, which
     keeps them while the grid shows other pages and other searches. */
  class PictureSteps extends ChooserModalOnloadHandlerFactory {
    constructor() {
      super({
        searchInputSelectors: ["#picture-filter-q", "#picture-filter-subject"],
        creationFormTabSelector: "#tab-upload",
      });
      this.tray = new Map();
    }

    getOnLoadHandlers() {
      return {
        ...super.getOnLoadHandlers(),
        uploaded: (modal, answer) => this.onLoadUploadedStep(modal, answer),
      };
    }

    onLoadChooseStep(modal) {
      this.tray.clear();
      super.onLoadChooseStep(modal);
      const dialog = modal.body[0].closest(".modal");
      dialog.classList.add("picture-modal");
      dialog.setAttribute("aria-modal", "true");
      dialog.setAttribute("aria-labelledby", "header-title");
      modal.container.one("shown.bs.modal", () => {
        // Somebody who was quicker than the dialogue's fading in keeps the focus.
        const isAtWork = modal.body[0].contains(document.activeElement);
        if (!isAtWork && window.matchMedia("(pointer: fine)").matches) {
          modal.body[0].querySelector("#picture-filter-q").focus();
        }
      });
    }

    onLoadReshowCreationFormStep(modal, answer) {
      super.onLoadReshowCreationFormStep(modal, answer);
      modal.body[0].querySelector("#tab-upload input[type=file]").focus();
    }

    /** One more picture for the tray, straight from the editor's machine. */
    onLoadUploadedStep(modal, answer) {
      const { id, title, preview } = answer.result;
      this.tray.set(String(id), { title, source: preview.url });
      super.onLoadReshowCreationFormStep(modal, answer);
      this.searchController.searchFromForm();
      this.updateMultipleChoiceSubmitEnabledState(modal);
      modal.body[0].querySelector("#tab-upload input[type=file]").focus();
    }

    /** Called for the whole dialogue when it opens, and for every new grid. */
    ajaxifyLinks(modal, container) {
      super.ajaxifyLinks(modal, container);
      const body = modal.body[0];
      const total = body.querySelector("[data-picture-total]");
      body.querySelector("[data-picture-count]").textContent = pictures(Number(total.dataset.pictureTotal));
      for (const box of body.querySelectorAll("[data-multiple-choice-select]")) {
        box.checked = this.tray.has(box.value);
        box.onchange = () => this.tick(modal, box);
      }
      const grid = body.querySelector("#search-results");
      if (container[0] === grid && !body.contains(document.activeElement)) {
        // The link to this page of the grid went away with the page before.
        grid.focus({ preventScroll: true });
        body.querySelector("[data-picture-count]").scrollIntoView({ block: "nearest" });
      }
    }

    tick(modal, box) {
      if (box.checked) {
        const source = box.closest("label").querySelector("img").src;
        this.tray.set(box.value, { title: box.dataset.title, source });
      } else {
        this.tray.delete(box.value);
      }
      this.updateMultipleChoiceSubmitEnabledState(modal);
    }

    updateMultipleChoiceSubmitEnabledState(modal) {
      const form = modal.body[0].querySelector("[data-multiple-choice-form]");
      if (!form) return;
      const number = this.tray.size;
      const submit = form.querySelector("[data-multiple-choice-submit]");
      submit.disabled = !number;
      submit.textContent = number ? `Add ${pictures(number)}` : "Add pictures";
      form.querySelector("[data-tray-count]").textContent = number
        ? `${number.toLocaleString("en")} chosen`
        : "Tick the pictures to add.";
      form.querySelector("[data-tray]").replaceChildren(
        ...[...this.tray].map(([key, picture]) => this.inTray(modal, key, picture)),
      );
    }

    inTray(modal, key, { title, source }) {
      const words = `Leave out ${title}`;
      const button = element(
        "button",
        { type: "button", title: words, ariaLabel: words },
        element("img", { src: source, alt: "" }),
      );
      button.addEventListener("click", () => this.leaveOut(modal, key));
      return element("li", {}, element("input", { type: "hidden", name: "id", value: key }), button);
    }

    leaveOut(modal, key) {
      const body = modal.body[0];
      const place = [...this.tray.keys()].indexOf(key);
      this.tray.delete(key);
      const box = body.querySelector(`[data-multiple-choice-select][value="${key}"]`);
      if (box) box.checked = false;
      this.updateMultipleChoiceSubmitEnabledState(modal);
      const left = body.querySelectorAll("[data-tray] button");
      const next = left[Math.min(place, left.length - 1)];
      (next || body.querySelector("#search-results")).focus({ preventScroll: true });
    }
  }

  class PictureChooserModal extends ImageChooserModal {
    onloadHandlers = new PictureSteps().getOnLoadHandlers();
  }

  /** The field: the thumbnail with its alt text, the title, and where the picture stands. */
  class PictureChooser extends ImageChooser {
    chooserModalClass = PictureChooserModal;

    part(name) {
      return this.chooserElement.querySelector(`[data-picture-${name}]`);
    }

    getStateFromHTML() {
      const state = super.getStateFromHTML();
      if (state) {
        state.mark = this.part("mark").textContent;
        state.meaning = this.part("meaning").textContent;
      }
      return state;
    }

    renderState(state) {
      super.renderState(state);
      this.previewImage.setAttribute("height", state.preview.height);
      this.previewImage.alt = state.default_alt_text;
      this.part("mark").textContent = state.mark;
      this.part("meaning").textContent = state.meaning;
      this.part("standing").hidden = !state.mark;
      const notes = state.notes || [];
      this.part("notes").hidden = !notes.length;
      this.part("notes").replaceChildren(
        element("ul", {}, ...notes.map((note) => element("li", { textContent: note }))),
      );
    }
  }
  window.PictureChooser = PictureChooser;

  /** The same for StreamField and galleries, which make fields by Wagtail's factory. */
  telepath.register("media.PictureChooser", function makeFactory(html, idPattern, options) {
    const factory = telepath.unpack({
      _type: "wagtail.images.widgets.ImageChooser",
      _args: [html, idPattern, options],
    });
    factory.widgetClass = PictureChooser;
    factory.chooserModalClass = PictureChooserModal;
    return factory;
  });

  /** A row that was moved by its button keeps the focus, so that it can be moved on. Wagtail takes
     the row out of the document and puts it back, which loses the focus. */
  const MOVES = ["[data-inline-panel-child-move-up]", "[data-inline-panel-child-move-down]"];
  document.addEventListener("click", (event) => {
    const button = event.target.closest(MOVES.join());
    if (!button) return;
    const row = button.closest("[data-inline-panel-child]");
    const choices = [button, ...MOVES.map((name) => row.querySelector(name))];
    choices.find((choice) => choice && !choice.disabled)?.focus();
  });
})();
