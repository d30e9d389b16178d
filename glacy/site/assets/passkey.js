// The ceremony of a passkey: asks the browser what the page asks, and sends the answer in the page's own form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function answer(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) {
    publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
    publicKey.excludeCredentials = named(asked.excludeCredentials);
    return navigator.credentials.create({ publicKey });
  }
  publicKey.allowCredentials = named(asked.allowCredentials);
  return navigator.credentials.get({ publicKey });
}

function written({ id, rawId, type, response }) {
  const found = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) found[part] = text(response[part]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: found });
}

for (const form of document.querySelectorAll("form[data-glacy-passkey]")) {
  const button = form.querySelector("button");
  const says = form.querySelector("[data-glacy-says]");
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    button.disabled = true;
    says.textContent = "";
    try {
      form.elements.answer.value = written(await answer(JSON.parse(form.dataset.glacyPasskey)));
      form.submit();
    } catch {
      says.textContent = form.dataset.glacyCut;
      button.disabled = false;
    }
  });
}
