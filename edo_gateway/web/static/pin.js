// The PIN of a token: asked in a dialog of the page, given to the plug-in, sent nowhere.
import { Refusal } from "./refusal.js";

export function askPin(holder) {
  const field = element("input", { type: "password", autocomplete: "off", maxLength: 64, required: true });
  const dialog = element("dialog", { className: "keys" }, [
    element("form", { method: "dialog", className: "stack" }, [
      element("h2", { textContent: "ПИН-код токена" }),
      element("p", { className: "quiet", textContent: `Сертификат: ${holder}. ПИН-код уходит только в плагин, на сервер он не передаётся.` }),
      element("label", { className: "field" }, [element("span", { textContent: "ПИН-код" }), field]),
      element("div", { className: "verbs" }, [
        element("button", { className: "button button-main", value: "go", textContent: "Подписать" }),
        element("button", { className: "button", value: "", formNoValidate: true, textContent: "Отмена" }),
      ]),
    ]),
  ]);
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  return new Promise((done, failed) => {
    dialog.addEventListener("close", () => {
      const pin = field.value;
      dialog.remove();
      if (dialog.returnValue === "go") return done(pin);
      failed(new Refusal("Вы отменили подпись. Документ не изменился.", { stops: true }));
    });
  });
}

function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
