// A major ticket that has come in sounds once on each screen. No browser lets a page sound before a
// person has touched it, hence the button; whatever was there before stays silent, and a page that
// is fetched anew remembers what has sounded.
(() => {
  if (window.huifangChime) return;
  window.huifangChime = true;
  const SWITCHED_ON = "huifang.sound";
  const KNOWN = "huifang.majors";
  const MOST = 200;
  const NOTES = [
    [988, 0],
    [784, 0.35],
    [988, 1.2],
    [784, 1.55],
  ];
  const LASTING = 0.9;
  const LOUD = 0.4;
  const sound = new AudioContext();
  let known = JSON.parse(sessionStorage.getItem(KNOWN));

  const isOn = () => sound.state === "running" && localStorage.getItem(SWITCHED_ON) === "yes";

  const strike = () => {
    for (const [pitch, after] of NOTES) {
      const begins = sound.currentTime + after;
      const note = new OscillatorNode(sound, { frequency: pitch });
      const swell = new GainNode(sound, { gain: 0 });
      swell.gain.setValueAtTime(0, begins);
      swell.gain.linearRampToValueAtTime(LOUD, begins + 0.02);
      swell.gain.exponentialRampToValueAtTime(0.001, begins + LASTING);
      note.connect(swell).connect(sound.destination);
      note.start(begins);
      note.stop(begins + LASTING);
    }
  };

  const look = () => {
    const button = document.querySelector(".arm");
    if (button && button.hidden !== isOn()) button.hidden = isOn();
    const wall = document.querySelector(".wall[data-majors]");
    if (!wall) return;
    const shown = wall.dataset.majors.split(" ").filter(Boolean);
    const fresh = shown.filter((major) => !known?.includes(major));
    if (known && !fresh.length) return;
    if (known && button && isOn()) strike();
    known = [...(known ?? []), ...fresh].slice(-MOST);
    sessionStorage.setItem(KNOWN, JSON.stringify(known));
  };

  document.addEventListener("click", async (tap) => {
    if (!tap.target.closest(".arm")) return;
    await sound.resume();
    localStorage.setItem(SWITCHED_ON, "yes");
    strike();
    look();
  });
  sound.addEventListener("statechange", look);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
