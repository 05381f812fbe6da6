// Cases in which we answer otherwise than Playwright, each with the reason. One that no longer differs fails the run, too.

export default {
  "locator: a role that is none": "A role that no element can have is a mistake in the flow: we say so at once, with the role that was probably meant. Playwright looks for it until the time is over.",
  "effect: date that is none": "A date that the field does not take leaves it empty. We say so; Playwright 1.65 goes on with the empty field.",
};
