// The theme wraps tables in boxes that scroll; the keyboard reaches them, too.
window.addEventListener("load", () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, pre > code")) box.tabIndex = 0;
});
