// The picture is asked for every second and a quarter and hung in the place of the one before. Whatever
// goes wrong is left alone: the page misses the asking, and draws the picture by itself again.
(() => {
  if (window.huifangGlass) return;
  window.huifangGlass = true;
  const BEAT = 1250;
  const PATIENCE = 4000;

  const hang = (picture) => {
    const form = document.createElement("template");
    form.innerHTML = picture;
    document.querySelector(".wall")?.replaceWith(form.content);
  };

  const ask = async () => {
    const page = document.querySelector("i.glass")?.dataset.page;
    // A screen with a mere sentence has no picture to be replaced.
    if (!page || !document.querySelector(".wall .silence")) return;
    const asked = new URLSearchParams(location.search);
    asked.set("page", page);
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(`glass?${asked}`, { cache: "no-store", signal });
    if (answer.ok) hang(await answer.text());
  };

  const goOn = () => setTimeout(() => ask().catch(() => {}).then(goOn), BEAT);
  goOn();
})();
