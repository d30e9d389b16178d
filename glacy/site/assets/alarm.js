// Sounds while an emergency rings, where the reader asked for it once; the page rings in words without it.

const KEY = "glacy-alarm-sound";

function sound() {
  const context = new AudioContext();
  for (let beat = 0; beat < 6; beat += 1) {
    const tone = context.createOscillator();
    tone.frequency.value = beat % 2 ? 660 : 880;
    tone.connect(context.destination);
    tone.start(context.currentTime + beat * 0.4);
    tone.stop(context.currentTime + beat * 0.4 + 0.3);
  }
}

export function followAlarm() {
  const button = document.querySelector("[data-alarm-sound]");
  if (button && "AudioContext" in window) {
    button.hidden = false;
    button.addEventListener("click", () => {
      localStorage.setItem(KEY, "on");
      sound();
    });
  }
  if (document.querySelector("[data-alarm]") && localStorage.getItem(KEY) === "on") {
    sound();
  }
}
