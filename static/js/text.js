// Large text before the first paint. Blocking and tiny; the switch itself is in liaison.js.
try {
  const text = localStorage.getItem("text");
  if (text) document.documentElement.dataset.text = text;
} catch {
  // Storage may be forbidden: then the server's cookie alone decides.
}
