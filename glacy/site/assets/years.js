// A slider through the years above a day: it fills in the year and asks again. The form works without it.

export function followYears(form) {
  const year = form.querySelector('[name="on_year"]');
  if (!year) {
    return;
  }
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "2001";
  slider.max = form.dataset.glacyYears;
  slider.value = year.value;
  slider.setAttribute("aria-label", year.labels[0]?.textContent.trim() ?? "");
  slider.style.width = "100%";
  slider.style.margin = "0 0 20px";
  slider.addEventListener("input", () => {
    year.value = slider.value;
  });
  slider.addEventListener("change", () => form.requestSubmit());
  form.prepend(slider);
}
