"""The frame around every page: headers, language, sign-in rule, form fields, parts and moments."""
