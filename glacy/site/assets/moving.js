// Looks again, quietly, while a message waits to leave: swaps the parts that changed, and stops when it has left.

const FIRST = 2000;
const SLOWEST = 30000;
const TRIES = 60;

export function followMoving(part) {
  const { glacyMoving: address, glacyLooks: words } = part.dataset;
  const link = part.querySelector("a");
  const says = document.createElement("span");
  says.textContent = words;
  link.replaceWith(says);
  let wait = FIRST;
  let tries = 0;

  const look = async () => {
    tries += 1;
    const answer = document.hidden ? null : await fetch(address).catch(() => null);
    if (answer && (answer.redirected || answer.status === 404)) return says.replaceWith(link);
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh.querySelectorAll("[data-glacy-part]").forEach(swap);
      if (!fresh.querySelector("[data-glacy-moving]")) return part.remove();
    }
    if (tries === TRIES) return says.replaceWith(link);
    wait = Math.min(wait * 1.5, SLOWEST);
    return setTimeout(look, wait);
  };
  setTimeout(look, wait);
}

function swap(fresh) {
  const shown = document.querySelector(`[data-glacy-part="${fresh.dataset.glacyPart}"]`);
  if (!shown || shown.contains(document.activeElement) || shown.innerHTML === fresh.innerHTML) return;
  shown.innerHTML = fresh.innerHTML;
}
