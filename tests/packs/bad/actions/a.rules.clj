(def half (/ 1 2))

(defrule actions
  :when true
  :then [(loan/sett {:loan-status "Closed"})
;         ^^^^^^^^^ unknown-action did you mean `loan/set`?
         (loan/set {:loan-sttus "Closed"})
;                   ^^^^^^^^^^^ unknown-option did you mean `:loan-status`?
         (loan/set {:loan-status "closed"})
;                                ^^^^^^^^ unknown-word did you mean `"Closed"`?
         (loan/set {:loan-status :closed})
;                                ^^^^^^^ bad-value expected a text
         (loan/set {:loan-status "Closed" :loan-sub-status "Repaying"})
;                                                          ^^^^^^^^^^ unknown-word of `Closed`
         (loan/set {:credit-status "05"})
;                                  ^^^^ unknown-word is not a credit status
         (loan/set {:credit-status 97})
;                                  ^^ bad-value expected a text
         (loan/set {:credit-status nil})
;                                  ^^^ bad-value cannot be nil
         (loan/set {:e-billing "yes"})
;                              ^^^^^ bad-value expected `true` or `false`
         (loan/set {:closed-date "22.11.2026"})
;                                ^^^^^^^^^^^^ bad-value expected a date
         (loan/set {:closed-date :currentdate})
;                                ^^^^^^^^^^^^ unknown-base did you mean `:current-date`?
         (loan/set {:closed-date {:base :current-date :plus 3}})
;                                                     ^^^^^ unknown-key did you mean `:plus-days`?
         (loan/set {:convenience-fee-percent 120M})
;                                            ^^^^ bad-value is above 100.00
         (loan/set {:convenience-fee-amount 2.5})
;                                           ^^^ bad-value write `2.5M`
         (loan/set {:add-portfolios "Collections"})
;                                   ^^^^^^^^^^^^^ bad-value a vector of texts
         (loan/set {:add-portfolios ["Collection"]})
;                                    ^^^^^^^^^^^^ unknown-word did you mean `"Collections"`?
         (loan/set {:custom-fields {:x "1"}})
;                                   ^^ bad-value custom-field number
         (loan/set :e-billing true)
;                  ^^^^^^^^^^ bad-shape takes one map of options
         (credit/add {:amount half :category "Goodwill"})
;                             ^^^^ not-literal found the name `half`
         (credit/add {:amount (* 2 3) :category "Goodwill"})
;                             ^^^^^^^ not-literal only criteria are evaluated
         (credit/add {:category "Goodwill"})
;         ^^^^^^^^^^ missing-option needs the option `:amount`
         (credit/add {:amount {:base :payof :plus 0M} :category "Goodwill"})
;                                    ^^^^^^ unknown-base did you mean `:payoff`?
         (apd/reset {:type "fixed"})
;         ^^^^^^^^^ missing-option needs the option `:amount`
         (due-date/change {:plus-days 1 :plus-months 1})
;         ^^^^^^^^^^^^^^^ bad-shape exactly one of
         (due-date/change)
;         ^^^^^^^^^^^^^^^ missing-option exactly one of
         (checklist/check {:checklist "Charge-off" :items ["Lien released"]})
;                                                          ^^^^^^^^^^^^^^^ unknown-word of `Charge-off`
         (checklist/check {:checklist "Charge-off" :items []})
;                                                         ^^ bad-value needs at least 1
         archive])
;        ^^^^^^^ bad-shape expected an action, found `archive`

(defrule one-action
  :when true
  :then (account/archive))
;       ^^^^^^^^^^^^^^^^^ bad-shape write `[(account/archive)]`

(defrule no-action
  :when true
  :then [])
;       ^^ bad-value the vector is empty

(defrule same-option-twice
  :when true
  :then [(loan/set {:e-billing true :e-billing false})])
;                                   ^^^^^^^^^^ duplicate-key is there twice
