// Passkeys: the browser makes one in the profile, and signs a question of the server when a signature is confirmed.
import { post } from "./browser_signing.js";
import { Refusal } from "./refusal.js";

const UNVERIFIED = "Браузер не получил подтверждения: вы отказались, или ключа доступа для этого сайта здесь нет.";

const said = (error) => (error instanceof Refusal ? error.message : UNVERIFIED);

function adding(form) {
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    const status = form.querySelector("[data-passkey-status]");
    try {
      const options = await post(form.dataset.passkeyAdd, { csrf: form.elements.csrf.value });
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      field.value = JSON.stringify(await navigator.credentials.create({ publicKey }));
      form.requestSubmit();
    } catch (error) {
      Object.assign(status, { hidden: false, textContent: said(error) });
    }
  });
}

function proving(button) {
  const form = button.form;
  const status = form.querySelector("[data-passkey-status]");
  const say = (textContent, tone) => Object.assign(status, { hidden: false, textContent, className: `notice notice-${tone}` });
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const options = await post(button.dataset.passkeyProof, { csrf: form.elements.csrf.value });
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      form.elements.passkey.value = JSON.stringify(await navigator.credentials.get({ publicKey }));
      form.querySelectorAll("[data-proof]").forEach((proof) => (proof.required = false));
      say("Подтверждено. Теперь подпишите.", "success");
    } catch (error) {
      say(said(error), "danger");
    }
  });
}

export function passkeys() {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("form[data-passkey-add]").forEach((form) => {
    form.hidden = false;
    adding(form);
  });
  document.querySelectorAll("[data-passkey-proof]").forEach(proving);
}
