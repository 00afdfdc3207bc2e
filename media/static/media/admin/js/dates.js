/** The calendar that opens below a date lies on no button: the field makes room for it, and keeps the
room, since what moves while it is clicked is missed. */

const DATES = ".w-field--admin_date_time_input, .w-field--admin_date_input";

document.addEventListener("focusin", ({ target }) => {
  target.closest(DATES)?.classList.add("has-calendar");
});
