// Shows how an upload goes: how much of it, how fast, how long still. Without this script the form just sends.

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.ceil(seconds) % 60).padStart(2, "0")}`;

export function followUpload(part) {
  const form = part.closest("form");
  const bar = part.querySelector("progress");
  const says = part.querySelector("[data-glacy-rate]");
  form.addEventListener("submit", (event) => {
    if (![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    event.preventDefault();
    const sent = new XMLHttpRequest();
    const started = performance.now();
    bar.hidden = says.hidden = false;
    sent.upload.onprogress = ({ loaded, total }) => {
      const rate = loaded / ((performance.now() - started) / 1000);
      bar.value = (100 * loaded) / total;
      const left = clock((total - loaded) / rate);
      says.textContent = `${megabytes(loaded)} / ${megabytes(total)} MB · ${megabytes(rate)} MB/s · ${left}`;
    };
    sent.upload.onload = () => {
      says.textContent = part.dataset.glacySealing;
    };
    sent.onerror = () => {
      bar.hidden = true;
      says.textContent = part.dataset.glacyCut;
    };
    sent.onload = () => {
      history.replaceState(null, "", sent.responseURL);
      document.open();
      document.write(sent.responseText);
      document.close();
    };
    sent.open("POST", form.action);
    sent.send(new FormData(form));
  });
}
