/* Keeps on this phone what is filled in, and sends it until it has arrived. Nothing here is needed:
   without it the form is sent as forms are. ES5, for web views of 2016; every statement ends in a
   semicolon, because line breaks go. A form says by data-keep what is to be done with it: "new"
   is filled from the draft and kept, "back" is kept, "sent" leaves no draft behind. A photo is sent
   again like everything else, but does not outlive its page. */
(function () {
  "use strict";
  var DAY = 864e5, PATIENCE = 3e4, PATIENCE_WITH_A_PHOTO = 9e5, LONGEST_PAUSE = 60;
  var root = document.documentElement;
  var pages = [], at = history.state || 0;
  var begun = Date.now(), request = null, late = null, timer = 0, pause = 2;

  /* A phone may refuse to keep anything; then nothing is kept. */
  function store(deed, name, value) {
    try {
      return localStorage[deed + "Item"](name, value);
    } catch (refused) {
      return null;
    }
  }

  function draft() {
    return "draft " + location.pathname;
  }

  function forgetOld() {
    Object.keys(localStorage).forEach(function (name) {
      if (/^draft /.test(name) && !(Date.now() - parseInt(store("get", name), 10) < DAY)) {
        store("remove", name);
      }
    });
  }

  function coded(text) {
    try {
      return encodeURIComponent(text);
    } catch (torn) {
      return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ""));
    }
  }

  function each(form, deed) {
    for (var i = 0; i < form.elements.length; i++) {
      if (form.elements[i].name && form.elements[i].type !== "file") {
        deed(form.elements[i], /radio|checkbox/.test(form.elements[i].type));
      }
    }
  }

  function said(form) {
    var fields = [];
    each(form, function (field, ticked) {
      if (!ticked || field.checked) {
        fields.push(coded(field.name) + "=" + coded(field.value));
      }
    });
    return fields.join("&");
  }

  function fill(form, fields) {
    each(form, function (field, ticked) {
      var name = coded(field.name) + "=";
      if (ticked) {
        field.checked = fields.indexOf(name + coded(field.value)) >= 0;
        return;
      }
      fields.forEach(function (one) {
        if (one.indexOf(name) === 0) {
          field.value = decodeURIComponent(one.slice(name.length));
        }
      });
    });
  }

  /* The blank is kept too: sent from a reopened page, the answer is still the same answer. */
  function keep(event) {
    var form = event.target.form, how = form && form.getAttribute("data-keep");
    if (how && how !== "sent") {
      store("set", draft(), begun + " " + said(form));
    }
  }

  function open() {
    var here = document.querySelector("[data-keep]"), kept = (store("get", draft()) || "").split(" ");
    var how = here && here.getAttribute("data-keep");
    if (how === "sent") {
      store("remove", draft());
    }
    if (how === "new" && kept[1]) {
      begun = parseInt(kept[0], 10);
      fill(here, kept[1].split("&"));
      document.getElementById("kept").hidden = false;
    }
  }

  function tell(form, name) {
    var line = form.querySelector("[role=status]");
    line.textContent = name ? line.getAttribute("data-" + name) : "";
  }

  /* Head and body: a page may wear a style of its own. */
  function show(number) {
    pages[at] = [document.head, document.body];
    at = number;
    root.replaceChild(pages[at][0], document.head);
    root.replaceChild(pages[at][1], document.body);
  }

  function turn(page, address) {
    var news;
    pages[at + 1] = [page.head, page.body];
    history.pushState(at + 1, "", address || location.href);
    show(at + 1);
    news = document.querySelector("[role=alert]") || document.querySelector("h1");
    news.tabIndex = -1;
    news.focus();
    scrollTo(0, 0);
  }

  function arrived(form, answer) {
    var page = document.implementation.createHTMLDocument("");
    if (!answer.status || answer.status >= 500 || answer.status === 429) {
      return false;
    }
    page.documentElement.innerHTML = answer.responseText;
    if (!page.getElementById("huifang")) {
      return false; /* somebody else's page, such as the sign-in of a network */
    }
    if (answer.status !== 422) {
      store("remove", draft());
      form.setAttribute("data-keep", "sent");
    }
    tell(form, "");
    turn(page, answer.responseURL);
    return true;
  }

  function send(form) {
    var withPhoto = /multipart/.test(form.enctype);
    if (request) {
      return;
    }
    clearTimeout(timer);
    if (!late) {
      tell(form, "sending");
    }
    request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.timeout = withPhoto ? PATIENCE_WITH_A_PHOTO : PATIENCE;
    if (!withPhoto) {
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    }
    request.onloadend = function () {
      var answer = request;
      request = null;
      if (arrived(form, answer)) {
        late = null;
        pause = 2;
        return;
      }
      late = form;
      tell(form, "again");
      timer = setTimeout(send, pause * 1000, form);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    request.send(withPhoto ? new FormData(form) : said(form));
  }

  function type(size) {
    root.className = root.className.replace(/ ?big/, "") + (size === "big" ? " big" : "");
  }

  document.addEventListener("submit", function (event) {
    if (event.target.getAttribute("data-keep")) {
      event.preventDefault();
      send(event.target);
    }
  });
  document.addEventListener("click", function (event) {
    var link = event.target.parentNode, size = /big/.test(root.className) ? "plain" : "big";
    if (link && link.className === "type") {
      event.preventDefault();
      type(size);
      store("set", "type", size);
    }
  });
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  document.addEventListener("DOMContentLoaded", open);
  window.addEventListener("online", function () {
    if (late) {
      send(late);
    }
  });
  window.addEventListener("popstate", function (event) {
    var number = event.state || 0;
    if (number === at) {
      return;
    }
    if (pages[number]) {
      show(number);
    } else {
      location.reload();
    }
  });

  type(store("get", "type") || root.className);
  store("set", "probe", 1);
  if (store("get", "probe")) {
    store("remove", "probe");
    root.className += " keeps";
    forgetOld();
  }
})();
