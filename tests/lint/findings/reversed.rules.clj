;; `;^ code` below a form names the finding expected in it; forms without one have none.

(def charge-off-days 120)

(defn late-for [days] (> status-days-past-due days))

(defrule prose-in-figures
  "Accounts more than 120 days past due are charged off."
  :when (and (= loan-status "Open") (< status-days-past-due charge-off-days))
  :then [(loan/set {:loan-status "Closed" :credit-status "97"})])
;^ comparator-reversed <

(defrule prose-in-words
  "No more than a hundred and twenty days late: the account stays with us."
  :when (-> status-days-past-due (> 120))
  :then [(loan/set {:remove-portfolios ["Legal"]})])
;^ comparator-reversed >

(defrule constant-first
  :when (and (= loan-status "Open") (> 150 status-days-past-due))
  :then [(credit/add {:type "Regular" :category "Goodwill" :charge-off true :amount {:base :payoff :plus 0M}
                      :info "loss" :date :current-date})])
;^ comparator-reversed >

(defrule negated
  :when (and (= loan-status "Open") (not (> status-days-past-due 150)))
  :then [(credit/add {:type "Regular" :category "Goodwill" :charge-off true :amount {:base :payoff :plus 0M}
                      :info "loss" :date :current-date})])
;^ comparator-reversed >

(defrule forgives-everything
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (>= status-payoff 10M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M}
                      :info "small balance" :date :current-date})])
;^ comparator-reversed >=

(defrule broken-band
  "30 to 59 days past due: a letter."
  :when (and (= loan-status "Open") (<= status-days-past-due 30) (<= status-days-past-due 59))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])
;^ comparator-reversed <=

(defrule never-holds
  :when (let [late status-days-past-due] (and (= loan-status "Open") (< late 0)))
  :then [(loan/set {:autopay-status "suspend"})])
;^ comparator-reversed <

(defrule cure
  "Fewer than 15 days past due: out of Collections."
  :when (and (= true (-> portfolio :4 :active)) (< status-days-past-due 15))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule hardship
  "Hardship on request, while less than 30 days past due."
  :when (and (= (-> settings-custom-fields :7 :value) "1") (< status-days-past-due 30) (> status-amount-due 0M))
  :then [(apd/reset {:type "zero"}) (dpd/reset)])

(defrule through-a-function
  "Collections from day 46."
  :when (and (= loan-status "Open") (late-for 45))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule meant-that-way
  "Accounts more than 120 days past due."
  :when (and (= loan-status "Open") (< status-days-past-due 120))
  :then [(loan/set {:loan-status "Closed" :credit-status "97"})]
  :intent {:inverse true :reason "a drill for the auditors"})

(defrule bound-in
  "At least 45 days past due and Legal gets the file."
  :when (and (= loan-status "Open") (> status-days-past-due 45))
  :then [(loan/set {:add-portfolios ["Legal"]})])
;^ comparator-boundary >
