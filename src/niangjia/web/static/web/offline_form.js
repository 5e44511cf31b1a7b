/* A form as the package describes it: big fields, a place to sign, a photo drawn anew without its place and time. */
(function () {
  "use strict";
  var LONGEST = 1280;
  var QUALITY = 0.7;

  function made(name, attributes, children) {
    var node = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") { node.textContent = attributes[key]; } else { node.setAttribute(key, attributes[key]); }
    });
    (children || []).forEach(function (child) { node.append(child); });
    return node;
  }

  function choices(field, id) {
    var type = field.kind === "choice" ? "radio" : "checkbox";
    var inputs = field.kind === "yes" ? [["yes", field.label]] : field.choices;
    return inputs.map(function (one) {
      var input = made("input", { type: type, name: field.name, value: one[0] });
      return made("label", { class: "choice" }, [input, made("span", { text: one[1] })]);
    });
  }

  /* A picture from a data: address onto a canvas; no address of that kind is ever put into the page. */
  async function drawn(canvas, source) {
    var picture = await createImageBitmap(source, { imageOrientation: "from-image" });
    var scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
  }

  function blobOf(data) {
    var parts = data.split(",");
    var bytes = Uint8Array.from(atob(parts[1]), function (one) { return one.charCodeAt(0); });
    return new Blob([bytes], { type: parts[0].slice(5).split(";")[0] });
  }

  function signature(field, id, words, pictures, changed) {
    var canvas = made("canvas", { class: "pad", width: 600, height: 240, id: id, "aria-label": field.label, role: "img" });
    var pen = canvas.getContext("2d");
    var down = false;
    function blank() { pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height); }
    function at(event) {
      var box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    }
    canvas.addEventListener("pointerdown", function (event) {
      down = true; canvas.setPointerCapture(event.pointerId);
      pen.lineWidth = 5; pen.lineCap = "round"; pen.strokeStyle = "#1d2226"; pen.beginPath();
      pen.moveTo.apply(pen, at(event));
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!down) { return; }
      pen.lineTo.apply(pen, at(event)); pen.stroke();
    });
    canvas.addEventListener("pointerup", function () {
      down = false; pictures[field.name] = canvas.toDataURL("image/png"); changed();
    });
    var again = made("button", { type: "button", class: "btn", text: words.write_again });
    again.addEventListener("click", function () { blank(); delete pictures[field.name]; changed(); });
    blank();
    if (pictures[field.name]) { drawn(canvas, blobOf(pictures[field.name])); }
    return [canvas, again];
  }

  function photo(field, id, words, pictures, changed) {
    var canvas = made("canvas", { class: "pad", width: 1, height: 1, hidden: "", role: "img", "aria-label": field.label });
    var input = made("input", { type: "file", id: id, accept: "image/*", capture: "environment" });
    input.addEventListener("change", async function () {
      if (!input.files.length) { return; }
      try { await drawn(canvas, input.files[0]); } catch (error) { input.value = ""; return; }
      canvas.hidden = false;
      pictures[field.name] = canvas.toDataURL("image/jpeg", QUALITY);
      input.value = "";
      changed();
    });
    if (pictures[field.name]) { canvas.hidden = false; drawn(canvas, blobOf(pictures[field.name])); }
    return [input, canvas];
  }

  function control(field, id, words, pictures, changed) {
    if (field.kind === "signature") { return signature(field, id, words, pictures, changed); }
    if (field.kind === "photo") { return photo(field, id, words, pictures, changed); }
    var attributes = { type: "text", id: id, name: field.name, autocomplete: "off", maxlength: 300 };
    if (field.inputmode) { attributes.inputmode = field.inputmode; }
    return [made("input", attributes)];
  }

  function drawField(field, words, pictures, changed) {
    var id = "off_" + field.name;
    var grouped = field.kind === "choice" || field.kind === "many" || field.kind === "yes";
    var inner = [];
    if (field.kind === "choice" || field.kind === "many") { inner.push(made("legend", { class: "label", text: field.label })); }
    if (!grouped) { inner.push(made("label", { for: id, text: field.label })); }
    if (field.aside) { inner.push(made("p", { class: "quiet", text: field.aside })); }
    inner = inner.concat(grouped ? choices(field, id) : control(field, id, words, pictures, changed));
    if (field.help) { inner.push(made("p", { class: "hint", text: field.help })); }
    var node = made(field.kind === "choice" || field.kind === "many" ? "fieldset" : "div", { class: "field" }, inner);
    node.dataset.field = field.name;
    return node;
  }

  /* Whether an identity number may be one: of the resident's card by its check digit; other cards are read later. */
  function sound(number) {
    var plain = number.replace(/\s/g, "").toUpperCase();
    if (!/^\d{17}[\dX]$/.test(plain)) { return !/^\d+X?$/.test(plain) || /^(\d{8}|\d{15})$/.test(plain); }
    return Array.from(plain).reduce(function (sum, one) { return (sum * 2 + (one === "X" ? 10 : Number(one))) % 11; }, 0) === 1;
  }

  /* Draw a form into ``form``; returns how to read it and what is missing in it. */
  function draw(form, fields, given, words, changed) {
    var pictures = Object.assign({}, given.pictures);
    var nodes = {};
    form.replaceChildren();
    fields.forEach(function (field) {
      if (field.heading) { form.append(made("h2", { text: field.heading })); }
      nodes[field.name] = drawField(field, words, pictures, changed);
      form.append(nodes[field.name]);
    });

    function read(field) {
      var inputs = Array.from(nodes[field.name].querySelectorAll("[name]"));
      if (field.kind === "many") { return inputs.filter(function (one) { return one.checked; }).map(function (one) { return one.value; }); }
      if (field.kind === "yes") { return inputs[0].checked; }
      if (field.kind === "choice") { var chosen = inputs.find(function (one) { return one.checked; }); return chosen ? chosen.value : ""; }
      return inputs.length ? inputs[0].value.trim() : "";
    }
    function shown(field, told) { return !field.show || told[field.show[0]] === field.show[1]; }
    function needed(field, told) { return Boolean(field.needed_with && told[field.needed_with[0]]); }
    function flawed(field, told) { return Boolean(field.sound && told[field.name] && !sound(told[field.name])); }
    function everything() {
      var told = {};
      fields.forEach(function (field) {
        if (field.kind !== "signature" && field.kind !== "photo") { told[field.name] = read(field); }
      });
      return told;
    }
    function refresh() {
      var told = everything();
      fields.forEach(function (field) { nodes[field.name].hidden = !shown(field, told); });
    }
    function fill(told) {
      fields.forEach(function (field) {
        Array.from(nodes[field.name].querySelectorAll("[name]")).forEach(function (input) {
          var value = told[field.name];
          if (input.type === "radio") { input.checked = value === input.value; }
          else if (field.kind === "many") { input.checked = Array.isArray(value) && value.includes(input.value); }
          else if (input.type === "checkbox") { input.checked = value === true; }
          else if (value !== undefined && value !== null) { input.value = value; }
        });
      });
    }
    fill(given.content || {});
    refresh();
    form.oninput = form.onchange = function () { refresh(); changed(); };
    return {
      /* Only what is asked for is kept: what a "no" hides is not told. */
      content: function () {
        var told = everything();
        var kept = {};
        fields.forEach(function (field) {
          if (field.name in told && shown(field, told) && told[field.name] !== "" && told[field.name] !== false) { kept[field.name] = told[field.name]; }
        });
        return kept;
      },
      pictures: function () {
        var told = everything();
        var kept = {};
        fields.forEach(function (field) { if (pictures[field.name] && shown(field, told)) { kept[field.name] = pictures[field.name]; } });
        return kept;
      },
      missing: function () {
        var told = everything();
        return fields.filter(function (field) {
          var empty = field.kind === "signature" || field.kind === "photo" ? !pictures[field.name] : told[field.name] === "" || (Array.isArray(told[field.name]) && !told[field.name].length);
          return shown(field, told) && ((field.required || needed(field, told)) && empty || flawed(field, told));
        }).map(function (field) { return nodes[field.name]; });
      },
      /* In words: what is asked only because something else was ticked, or a number that cannot be one. */
      asked: function () {
        var told = everything();
        var drawn = fields.filter(function (field) { return shown(field, told); });
        var lacks = drawn.find(function (field) { return needed(field, told) && told[field.name] === ""; });
        var wrong = drawn.find(function (field) { return flawed(field, told); });
        return lacks ? lacks.needed_with[1] : wrong ? wrong.sound : "";
      }
    };
  }

  window.niangjia.form = { draw: draw, made: made };
})();
