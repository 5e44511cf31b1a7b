/* Keeps one page and what it is made of, so that it opens without signal. Nothing personal ever passes through here:
   the page names nobody, and the day's work lies sealed in the page's own box. */
"use strict";
var KEPT = "niangjia-offline-page";
var SHELL = new URL("./", self.registration.scope).pathname;
var PATIENCE = 3000;

/* Fetch the page and everything it names, and keep them together: all or nothing. */
async function keep() {
  var page = await fetch(SHELL, { cache: "no-store", credentials: "same-origin" });
  if (!page.ok || page.redirected) { throw new Error("no page"); }
  var text = await page.clone().text();
  var named = Array.from(text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g), function (found) { return found[1]; });
  var parts = await Promise.all(named.map(async function (url) {
    var part = await fetch(url, { cache: "no-cache" });
    if (!part.ok) { throw new Error("no part"); }
    return [url, part];
  }));
  var cache = await caches.open(KEPT);
  await Promise.all(parts.map(function (one) { return cache.put(one[0], one[1]); }));
  await cache.put(SHELL, page);
}

self.addEventListener("install", function (event) {
  event.waitUntil(keep().then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

/* The page from the site while it answers soon, else as it was kept. */
async function page(event) {
  var cache = await caches.open(KEPT);
  var soon = new Promise(function (resolve, reject) { setTimeout(function () { reject(new Error("slow")); }, PATIENCE); });
  try {
    var fresh = await Promise.race([fetch(event.request), soon]);
    if (fresh.ok) { event.waitUntil(keep().catch(function () {})); return fresh; }
    return (await cache.match(SHELL)) || fresh;
  } catch (error) {
    var kept = await cache.match(SHELL);
    if (kept) { return kept; }
    throw error;
  }
}

async function piece(request) {
  try { return await fetch(request); } catch (error) {
    var kept = await (await caches.open(KEPT)).match(new URL(request.url).pathname);
    if (kept) { return kept; }
    throw error;
  }
}

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (event.request.mode === "navigate" && url.pathname === SHELL) { event.respondWith(page(event)); }
  else if (url.pathname.startsWith("/static/")) { event.respondWith(piece(event.request)); }
});
