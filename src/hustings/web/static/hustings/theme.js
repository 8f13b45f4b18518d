/* Sets the theme before the first paint. The switch itself is in hustings.js. */
(function () {
  var theme = null;
  try { theme = localStorage.getItem("theme"); } catch { /* storage may be forbidden */ }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  document.documentElement.classList.add("scripts");
})();
