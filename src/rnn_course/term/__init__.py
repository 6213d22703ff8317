"""A term in one view: a class over all of its lessons.

A folder holds `class.toml` (students, lessons, due dates, weights) and, mostly, what
`rnn-course grade` has written. From there:

- `class_file`, `class_values`, `toml_lines`: reading `class.toml`, every problem with its
  line; `new_class` writes the first one;
- `class_plan`: what stands in it; `final_grade`, `standing`: the sums, and where each
  student stands;
- `class_records`, `class_books`, `class_people`: what the gradebooks hold, and whose it is;
- `next_steps`: how far each lesson has come, and the command that comes next;
- `chances`, `claims`, `claim_words`, `class_facts`: what can be said of a class, and what
  cannot;
- `class_page`, `term_lists`, `one_course`: the page, the lists, one student.
"""
