// Behaviour on top of pages that work without it: one module per component that a page uses.

import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { followAlarm } from "./alarm.js";
import { followMoving } from "./moving.js";
import { followUpload } from "./upload.js";
import { followYears } from "./years.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

for (const Component of [Button, ErrorSummary, Radios, SkipLink]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    new Component(element);
  }
}

followAlarm();
document.querySelectorAll("[data-glacy-moving]").forEach(followMoving);
document.querySelectorAll("[data-glacy-upload]").forEach(followUpload);
document.querySelectorAll("[data-glacy-years]").forEach(followYears);
