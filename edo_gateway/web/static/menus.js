// One menu open at a time; a click elsewhere or Escape closes it.
export function menus() {
  const all = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of all()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const details of document.querySelectorAll("details[data-return]")) {
    details.addEventListener("toggle", () => details.open && details.querySelector("textarea").focus());
  }
}
