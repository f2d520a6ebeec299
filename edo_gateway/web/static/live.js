// A document on its way: its rail is asked for anew until nothing moves any more.
const OFTEN = 2000;
const SELDOM = 15000;
const PATIENCE = 30; // quick questions before slowing down

export function live() {
  const rail = document.querySelector("[data-live]");
  if (!rail || !rail.dataset.live) return;
  let asked = 0;
  let shown = rail.innerHTML;

  const isBusy = () => rail.contains(document.activeElement) && document.activeElement.matches("input, textarea");

  async function ask() {
    asked += 1;
    try {
      if (document.visibilityState === "visible" && !isBusy()) {
        const answer = await fetch(rail.dataset.live, { headers: { Accept: "text/html" }, redirect: "error" });
        if (!answer.ok) return;
        const fresh = await answer.text();
        if (fresh !== shown) {
          if (asked > 1) rail.classList.add("rail-moved");
          rail.innerHTML = fresh;
          shown = fresh;
          setTimeout(() => rail.classList.remove("rail-moved"), 900);
        }
        if (answer.headers.get("X-Live") === "no") return;
      }
    } catch {
      // the network will be back; the next question tries again
    }
    setTimeout(ask, asked < PATIENCE ? OFTEN : SELDOM);
  }
  setTimeout(ask, OFTEN);
}
